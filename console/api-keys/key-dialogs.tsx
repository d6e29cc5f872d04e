import { Checkbox, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { ApiKey, ApiKeyWithSecret } from '#shared/contract/api-key.ts';
import { useMe } from '../api/use-me.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useKeyTarget, useRevokeKey, useRotateKey } from './queries.ts';

type Of = { readonly apiKey: ApiKey };

/** Makes a new text. @param onMade gets it: it is in this answer alone */
export const RotateDialog = ({
  apiKey: { id, name },
  onMade,
}: Of & { readonly onMade: (made: ApiKeyWithSecret) => void }): ReactNode => {
  const rotate = useRotateKey();
  const [revokeNow, setRevokeNow] = useState(false);
  const confirm = async (): Promise<void> =>
    onMade((await rotate({ params: { apiKeyId: id }, body: { revokeNow } })).body);
  return (
    <ConfirmDialog title={`Rotate ${name}`} action="Make a new text" onConfirm={confirm}>
      <Text size="sm">
        The key gets a new text, which is shown once. The old one works for another 24 hours: replace it everywhere in
        that time.
      </Text>
      <Checkbox
        label="End the old text at once"
        description="For a key that has leaked. Whatever uses it fails until it has the new one."
        checked={revokeNow}
        onChange={(event) => setRevokeNow(event.currentTarget.checked)}
      />
    </ConfirmDialog>
  );
};

/** Revokes a key for good, after its name was typed. */
export const RevokeDialog = ({ apiKey: { id, name } }: Of): ReactNode => {
  const revoke = useRevokeKey();
  const target = useKeyTarget(id);
  const isOwn = useMe().principal.id === id;
  return (
    <ConfirmDialog
      title={`Revoke ${name}`}
      action="Revoke it"
      said={`The key ${name} was revoked.`}
      typedName={name}
      onConfirm={() => revoke(target)}
    >
      <Text size="sm">
        Within 60 seconds it is refused everywhere, and nobody can bring it back. What uses it, such as a runner or a
        pipeline, fails from then on.
      </Text>
      {isOwn && (
        <Text size="sm" fw={600}>
          You are signed in with this key: you will be signed out.
        </Text>
      )}
    </ConfirmDialog>
  );
};
