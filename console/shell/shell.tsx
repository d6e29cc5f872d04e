import { Center, Loader } from '@mantine/core';
import { Activity, type ReactNode, useState } from 'react';
import { useSession } from '../session/use-session.ts';
import { SignInScreen } from '../sign-in/sign-in-screen.tsx';
import { hasStartCode } from '../sign-in/start-code.ts';
import { StartLink } from '../sign-in/start-link.tsx';
import { SignedIn } from './signed-in.tsx';

/**
 * Everything but the end of a sign-in: who is signed in sees the screens, and everybody else the sign-in in their place.
 * Behind the sign-in of a session that has expired, the screens wait as they are.
 */
export const Shell = (): ReactNode => {
  const state = useSession();
  const [isStartLink, setStartLink] = useState(hasStartCode);
  if (state.kind === 'asking') {
    return (
      <Center mih="100vh">
        <Loader aria-label="Looking for your session" />
      </Center>
    );
  }
  if (isStartLink) return <StartLink state={state} onDone={() => setStartLink(false)} />;
  return (
    <>
      {state.kind !== 'somebody' && <SignInScreen state={state} />}
      {state.kind !== 'nobody' && (
        <Activity key={state.visit} mode={state.kind === 'somebody' ? 'visible' : 'hidden'}>
          <SignedIn session={state.session} />
        </Activity>
      )}
    </>
  );
};
