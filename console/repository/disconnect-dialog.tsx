import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Repository } from '#shared/contract/repository.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { RemovalList } from '../ui/removal-list.tsx';
import { Loaded } from '../ui/states.tsx';
import { useDisconnect, useRepository, useRepositoryRemoval } from './queries.ts';
import { type Report, removalReport } from './report.tsx';

/** Tells what a disconnection removes, and afterwards what is left at the provider. */
export const DisconnectDialog = ({
  projectId,
  repository,
  onDone,
}: {
  readonly projectId: string;
  readonly repository: Repository;
  readonly onDone: (report: Report) => void;
}): ReactNode => {
  const disconnect = useDisconnect();
  const etag = useRepository(projectId).data?.etag ?? null;
  const removal = useRepositoryRemoval(projectId);
  const confirm = async (): Promise<void> => {
    const { body } = await disconnect({ params: { projectId }, ...(etag === null ? {} : { ifMatch: etag }) });
    onDone(removalReport(`${repository.fullName} is disconnected`, body));
  };
  return (
    <ConfirmDialog
      title="Disconnect the repository"
      action="Disconnect it"
      typedName={repository.fullName}
      onConfirm={confirm}
    >
      <Text size="sm">
        From now on no push arrives and nothing can be deployed. The key and the webhook end at once. Environments,
        branch mappings and the history stay; a repository can be connected again.
      </Text>
      <Loaded read={removal} what="what it removes" rows={2}>
        {({ body }) => <RemovalList removal={body} />}
      </Loaded>
    </ConfirmDialog>
  );
};
