import { Center, Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { ApiProvider } from '../api/api-context.tsx';
import type { Session } from '../session/session-store.ts';
import { useSession } from '../session/use-session.ts';
import { SignInScreen } from '../sign-in/sign-in-screen.tsx';
import { hasStartCode } from '../sign-in/start-code.ts';
import { StartLink } from '../sign-in/start-link.tsx';
import { Frame } from './frame.tsx';
import { MemberGate } from './member-gate.tsx';
import { sessionApi } from './session-api.ts';

const SignedIn = ({ session }: { readonly session: Session }): ReactNode => {
  const [search] = useSearchParams();
  const organization = search.get('org');
  const queries = useQueryClient();
  const api = useMemo(() => sessionApi(session, organization), [session, organization]);
  useEffect(() => () => queries.clear(), [queries]);
  return (
    <ApiProvider value={api}>
      <MemberGate>
        <Frame />
      </MemberGate>
    </ApiProvider>
  );
};

/** Everything but the end of a sign-in: who is signed in sees the screens, and everybody else the sign-in in their place. */
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
  return state.kind === 'nobody' ? <SignInScreen because={state.because} /> : <SignedIn session={state.session} />;
};
