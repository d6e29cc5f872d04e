import { Button, Stack, Text } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { createClient } from '#shared/client/client.ts';
import { acceptInvitation } from '#shared/contract/endpoints/organization.ts';
import { finishSignIn } from '../session/person.ts';
import { sessionStore } from '../session/session-store.ts';
import { readIssuer } from '../session/well-known.ts';
import { ProblemAlert } from '../ui/problem.tsx';
import { SignInFrame } from './sign-in-frame.tsx';
import { notSignedIn, SigningIn } from './signing-in.tsx';

type SignedIn = Awaited<ReturnType<typeof finishSignIn>>;
type Step =
  | { readonly kind: 'working' }
  | { readonly kind: 'done' }
  | { readonly kind: 'choice'; readonly person: SignedIn; readonly slugs: readonly string[]; readonly failure: unknown }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Accepts an invitation, which comes before the first use of the access token.
 * @returns the slugs to choose from where several wait; null where nothing is left to choose
 * @throws ApiFailure
 */
const accept = async (idToken: string, organization: string | null): Promise<readonly string[] | null> => {
  try {
    const body = organization === null ? { idToken } : { idToken, organization };
    await createClient({ baseUrl: location.origin }).call(acceptInvitation, { body });
    return null;
  } catch (error) {
    // No invitation: members go on without one.
    if (error instanceof ApiFailure && error.status === 404) return null;
    const slugs = error instanceof ApiFailure ? error.problem?.organizations : undefined;
    if (slugs === undefined) throw error;
    return slugs;
  }
};

const arrive = async (): Promise<SignedIn> => {
  const address = location.href;
  // The code is spent by the next lines: neither the history nor a reload needs it.
  history.replaceState(history.state, '', location.pathname);
  return finishSignIn(await readIssuer(), address);
};

const Choice = ({
  slugs,
  failure,
  onChoose,
  onSkip,
}: {
  readonly slugs: readonly string[];
  readonly failure: unknown;
  readonly onChoose: (slug: string) => void;
  readonly onSkip: () => void;
}): ReactNode => (
  <SignInFrame title="You are invited">
    <Text size="sm">Several organisations have invited you. Which one do you join?</Text>
    <Stack gap="xs">
      {slugs.map((slug) => (
        <Button key={slug} variant="default" justify="flex-start" onClick={() => onChoose(slug)}>
          Join {slug}
        </Button>
      ))}
      <Button variant="subtle" onClick={onSkip}>
        Join none now
      </Button>
    </Stack>
    {failure !== null && <ProblemAlert error={failure} own={notSignedIn} />}
  </SignInFrame>
);

/** Where the issuer leads back to: it ends the sign-in, accepts invitations, and goes to where one was. */
export const Component = (): ReactNode => {
  const navigate = useNavigate();
  const [step, setStep] = useState<Step>({ kind: 'working' });
  const hasBegun = useRef(false);

  const enter = ({ session, back }: SignedIn, organization: string | null = null): void => {
    sessionStore.begin(session);
    if (back === null) setStep({ kind: 'done' });
    else
      navigate(organization === null ? back : `/projects?org=${encodeURIComponent(organization)}`, { replace: true });
  };
  const join = async (person: SignedIn, organization: string | null): Promise<void> => {
    const { idToken } = person.session;
    const slugs = idToken === null ? null : await accept(idToken, organization);
    if (slugs === null) enter(person, organization);
    else setStep({ kind: 'choice', person, slugs, failure: null });
  };
  const run = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => setStep({ kind: 'failed', error }));
  };

  useEffect(() => {
    // The code works once, and development renders twice.
    if (hasBegun.current) return;
    hasBegun.current = true;
    run(async () => join(await arrive(), null));
  });

  if (step.kind === 'choice') {
    const { person, slugs, failure } = step;
    const choose = (slug: string): void => {
      join(person, slug).catch((error: unknown) => setStep({ ...step, failure: error }));
    };
    return <Choice slugs={slugs} failure={failure} onChoose={choose} onSkip={() => enter(person)} />;
  }
  if (step.kind === 'done') {
    return (
      <SignInFrame title="You are signed in">
        <Text size="sm">Your other tab goes on where it was. You can close this one.</Text>
        <Button onClick={() => navigate('/', { replace: true })}>Go on here</Button>
      </SignInFrame>
    );
  }
  return <SigningIn failure={step.kind === 'failed' ? step.error : null} />;
};
