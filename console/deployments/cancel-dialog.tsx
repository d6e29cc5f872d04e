import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CancelBody, type Deployment } from '#shared/contract/deployment.ts';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { TextField } from '../ui/form-fields.tsx';
import { notify } from '../ui/notices.tsx';
import { useCancel } from './queries.ts';

/** Cancels a deployment, and says when that takes effect. */
export const CancelDialog = ({ deployment }: { readonly deployment: Deployment }): ReactNode => {
  const cancel = useCancel();
  const { id, projectId, environmentName, status } = deployment;
  const form = useDialogForm(
    CancelBody,
    { reason: '' },
    ({ reason }) => (reason.trim() === '' ? {} : { reason: reason.trim() }),
    async (body) => {
      const { body: after } = await cancel({ params: { projectId, deploymentId: id }, body });
      notify(
        after.status === 'cancelled'
          ? `The deployment to ${environmentName} is cancelled.`
          : `The runner of ${environmentName} is told to stop.`,
      );
    },
  );
  return (
    <FormDialog
      title={`Cancel the deployment to ${environmentName}`}
      action="Cancel deployment"
      form={form}
      fields={['reason']}
    >
      <Text size="sm">
        {status === 'running'
          ? 'The runner stops it at its next heartbeat, within seconds. What it has changed until then may stay half done.'
          : 'Nothing has begun yet, so nothing is changed. The environment keeps what stands there.'}
      </Text>
      <TextField
        form={form}
        name="reason"
        label="Reason"
        description="It is kept in the history. You may leave it empty."
        data-autofocus
      />
    </FormDialog>
  );
};
