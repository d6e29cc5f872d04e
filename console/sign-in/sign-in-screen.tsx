import { Button, Divider, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { leadToIssuer } from '../session/person.ts';
import type { SessionState } from '../session/session-store.ts';
import { type Issuer, readWellKnown } from '../session/well-known.ts';
import { ProblemAlert } from '../ui/problem.tsx';
import { ApiKeyForm } from './api-key-form.tsx';
import { SignInFrame } from './sign-in-frame.tsx';

const signedOut = 'You have signed out, in all tabs.';
const expired = 'Your session has ended. Sign in again: you are back where you were, with what you have entered.';

const unknownWays = {
  title: 'Other ways to sign in are not known',
  advice: 'Sign in with an API key, or try again.',
};

/** Another tab leads to the issuer where this one holds what somebody has entered: it would forget that on the way. */
const IssuerButton = ({
  issuer,
  isElsewhere,
}: {
  readonly issuer: Issuer;
  readonly isElsewhere: boolean;
}): ReactNode => {
  const [failure, setFailure] = useState<unknown>(null);
  const lead = (): void => {
    setFailure(null);
    leadToIssuer(issuer, `${location.pathname}${location.search}`).catch(setFailure);
  };
  const text = `Continue with ${new URL(issuer.issuer).host}`;
  if (isElsewhere) {
    return (
      <Stack gap={4}>
        <Button component="a" href="/sign-in/issuer" target="_blank" fullWidth className="tall-button">
          {text}
        </Button>
        <Text size="xs" c="dimmed">
          It opens in a new tab, so that this one keeps what you have entered.
        </Text>
      </Stack>
    );
  }
  return (
    <>
      <Button onClick={lead} fullWidth className="tall-button">
        {text}
      </Button>
      {failure !== null && <ProblemAlert error={failure} />}
    </>
  );
};

/** In the place of every screen for those who are not signed in: afterwards, they are where they wanted to be. */
export const SignInScreen = ({
  state,
}: {
  readonly state: Extract<SessionState, { kind: 'nobody' | 'expired' }>;
}): ReactNode => {
  const wellKnown = useQuery({ queryKey: ['well-known'], queryFn: readWellKnown, staleTime: Number.POSITIVE_INFINITY });
  const issuer = wellKnown.data?.auth ?? null;
  const isExpired = state.kind === 'expired';
  const said = isExpired ? expired : state.because === 'signed-out' ? signedOut : null;
  return (
    <SignInFrame title="Welcome">
      {said !== null && (
        <Text size="sm" role="status">
          {said}
        </Text>
      )}
      {wellKnown.error !== null && (
        <ProblemAlert error={wellKnown.error} own={unknownWays} onRetry={() => void wellKnown.refetch()} />
      )}
      {issuer !== null && (
        <>
          <IssuerButton issuer={issuer} isElsewhere={isExpired} />
          <Divider label="or" />
        </>
      )}
      <ApiKeyForm waiting={isExpired ? state.session : null} />
    </SignInFrame>
  );
};
