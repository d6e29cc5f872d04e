import { Button, Group, Text } from '@mantine/core';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { type SessionState, sessionStore } from '../session/session-store.ts';
import { notify } from '../ui/notices.tsx';
import { ProblemAlert } from '../ui/problem.tsx';
import { exchangeStartCode } from './local-sign-in.ts';
import { SignInFrame } from './sign-in-frame.tsx';
import { SigningIn } from './signing-in.tsx';
import { spendStartCode } from './start-code.ts';

const spentLink = {
  title: 'You are not signed in',
  advice: 'A start link works once, within 10 minutes. Start the service again for a new one.',
};

/** Signs in with the code of a start link. Where somebody is signed in it asks first. */
export const StartLink = ({
  state,
  onDone,
}: {
  readonly state: SessionState;
  readonly onDone: () => void;
}): ReactNode => {
  const [failure, setFailure] = useState<unknown>(null);
  const [mustAsk] = useState(state.kind === 'somebody');

  const exchange = useCallback(async () => {
    const code = spendStartCode();
    if (code === null) return;
    try {
      sessionStore.begin({ kind: 'apiKey', token: await exchangeStartCode(code) });
      notify('You are signed in by the start link of this service, for 12 hours.');
      onDone();
    } catch (error) {
      setFailure(error);
    }
  }, [onDone]);
  useEffect(() => {
    if (!mustAsk) exchange();
  }, [mustAsk, exchange]);

  const cancel = (): void => {
    spendStartCode();
    onDone();
  };
  if (failure !== null) {
    return (
      <SignInFrame title="The start link does not work">
        <ProblemAlert error={failure} own={spentLink} />
        <Button onClick={onDone}>{mustAsk ? 'Stay signed in' : 'Sign in another way'}</Button>
      </SignInFrame>
    );
  }
  if (!mustAsk) return <SigningIn failure={null} />;
  return (
    <SignInFrame title="Sign in with the start link?">
      <Text size="sm">
        You are signed in already. The start link that you followed would replace this session by the first key of this
        service, in every open tab. Do this only if you started the service yourself.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={cancel}>
          Stay signed in
        </Button>
        <Button onClick={exchange}>Use the start link</Button>
      </Group>
    </SignInFrame>
  );
};
