import { Checkbox, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { AccessGrant } from '#shared/contract/access.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { notify } from '../ui/notices.tsx';
import { useAccessMatch, useRevoke } from './queries.ts';
import { nameOf } from './words.ts';

/** Takes a grant away. One's own, by which one manages the project, goes only where that is meant. */
export const RevokeDialog = ({
  projectId,
  grant,
  isSelf,
}: {
  readonly projectId: string;
  readonly grant: AccessGrant;
  readonly isSelf: boolean;
}): ReactNode => {
  const revoke = useRevoke();
  const ifMatch = useAccessMatch(projectId);
  const [isForced, setForced] = useState(false);
  const name = nameOf(grant);
  const confirm = async (): Promise<void> => {
    await revoke({
      params: { projectId, principalId: grant.principalId },
      ...(isForced ? { query: { force: 'true' } } : {}),
      ...ifMatch,
    });
    notify(`The grant of ${name} was taken away.`);
  };
  return (
    <ConfirmDialog title={`Revoke the grant of ${name}`} action="Revoke it" isDangerous onConfirm={confirm}>
      <Text size="sm">
        While the project is restricted, only an Owner or Admin sees it without a grant: {isSelf ? 'you' : 'they'} may
        lose it. A deployment that runs goes on.
      </Text>
      {isSelf && (
        <Checkbox
          label="Also if I can manage the project no longer"
          checked={isForced}
          onChange={(event) => setForced(event.currentTarget.checked)}
        />
      )}
    </ConfirmDialog>
  );
};
