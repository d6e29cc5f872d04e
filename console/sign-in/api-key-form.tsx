import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ApiFailure } from '#shared/client/api-failure.ts';
import { createClient } from '#shared/client/client.ts';
import { getMe } from '#shared/contract/endpoints/organization.ts';
import { goesOn, type Session, sessionStore } from '../session/session-store.ts';
import { ProblemAlert } from '../ui/problem.tsx';

/** Tries a key before it is kept. @throws ApiFailure */
const tryKey = async (token: string): Promise<Session> => {
  const { body } = await createClient({ baseUrl: location.origin, token }).call(getMe, {});
  const { organization } = body;
  return { kind: 'apiKey', token, ...(organization === null ? {} : { organizationId: organization.id }) };
};

/** The field that had the focus is gone. */
const focus = (button: HTMLButtonElement | null): void => button?.focus();

/** For a key in the place of one that has ended: only its person knows whether what waits is theirs. */
const OtherKey = ({ session }: { readonly session: Session }): ReactNode => (
  <Stack gap="md">
    <Text size="sm" role="status">
      This is not the key that you were signed in with. What was entered with that one is still here.
    </Text>
    <Button ref={focus} onClick={() => sessionStore.begin(session, true)}>
      Go on with it
    </Button>
    <Button variant="default" onClick={() => sessionStore.begin(session)}>
      Leave it and begin anew
    </Button>
  </Stack>
);

/** @param waiting the session that has ended, whose screens wait; null where none do */
export const ApiKeyForm = ({ waiting }: { readonly waiting: Session | null }): ReactNode => {
  const [key, setKey] = useState('');
  const [failure, setFailure] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);
  const [other, setOther] = useState<Session | null>(null);
  const isRefused = failure instanceof ApiFailure && failure.status === 401;

  const run = async (token: string): Promise<void> => {
    setSending(true);
    setFailure(null);
    try {
      const session = await tryKey(token);
      if (waiting !== null && goesOn(session, waiting) === 'asks') setOther(session);
      else sessionStore.begin(session);
    } catch (error) {
      setFailure(error);
      setSending(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isSending && key.trim() !== '') run(key.trim());
  };
  if (other !== null) return <OtherKey session={other} />;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          type="password"
          label="API key"
          description="It begins with ocore_. The console forgets it once you close its tabs or sign out."
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
        {isRefused && (
          <Alert role="alert" color="red" variant="light" title="This key does not work">
            It is mistyped, was revoked, or has expired. Check it, or ask whoever gave it to you for a new one.
          </Alert>
        )}
        {failure !== null && !isRefused && <ProblemAlert error={failure} />}
        <Button type="submit" loading={isSending} disabled={key.trim() === ''} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  );
};
