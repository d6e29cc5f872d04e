import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useGo } from '../ui/link.tsx';
import { notify } from '../ui/notices.tsx';
import { outcomeText } from './outcome.tsx';
import { useRedeliver } from './queries.ts';

/** Runs a delivery again, and then leads to what was decided this time. */
export const RedeliverDialog = ({
  projectId,
  deliveryId,
}: {
  readonly projectId: string;
  readonly deliveryId: string;
}): ReactNode => {
  const redeliver = useRedeliver();
  const go = useGo();
  const confirm = async (): Promise<void> => {
    const { body } = await redeliver({ params: { projectId, deliveryId } });
    notify(`Run again. ${outcomeText(body.decision)}: ${body.reason}`);
    go(`/projects/${projectId}/deliveries/${body.deliveryId}`);
  };
  return (
    <ConfirmDialog title="Run it again" action="Run again" onConfirm={confirm}>
      <Text size="sm">
        oCore decides on what it has stored of this delivery once more, with the mappings and environments of now. Only
        the newest commit of the branch is deployed: an older delivery changes nothing. The result is a delivery of its
        own.
      </Text>
    </ConfirmDialog>
  );
};
