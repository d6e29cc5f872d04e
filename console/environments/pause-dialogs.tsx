import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Environment, PauseBody } from '#shared/contract/environment.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { TextField } from '../ui/form-fields.tsx';
import { notify } from '../ui/notices.tsx';
import { useEnvironmentTarget, useNewestEnvironment, usePause, useResume } from './queries.ts';

type Of = { readonly environment: Environment };

export const PauseDialog = ({ environment }: Of): ReactNode => {
  const pause = usePause();
  const target = useEnvironmentTarget(environment);
  const form = useDialogForm(
    PauseBody,
    { reason: '' },
    ({ reason }) => ({ reason }),
    async (body) => {
      await pause({ ...target, body });
      notify(`${environment.name} is paused.`);
    },
  );
  return (
    <FormDialog title={`Pause ${environment.name}`} action="Pause" form={form} fields={['reason']}>
      <Text size="sm">
        Pushes deploy nothing here until somebody resumes it; the newest one waits. What runs now goes on, and a
        deployment by hand still runs.
      </Text>
      <TextField
        form={form}
        name="reason"
        label="Reason"
        description="Everybody who looks at the environment sees it."
        placeholder="Month-end closing"
        data-autofocus
      />
    </FormDialog>
  );
};

export const ResumeDialog = ({ environment }: Of): ReactNode => {
  const resume = useResume();
  const target = useEnvironmentTarget(environment);
  const { name, pending } = useNewestEnvironment(environment);
  return (
    <ConfirmDialog
      title={`Resume ${name}`}
      action="Resume"
      said={`${name} is resumed.`}
      onConfirm={() => resume(target)}
    >
      <Text size="sm">
        {pending === null
          ? 'Nothing was held. From now on, pushes deploy again.'
          : `The newest deployment that was held is queued${pending.waitsFor.includes('approval') ? ' as soon as it is approved' : ''}. From now on, pushes deploy again.`}
      </Text>
    </ConfirmDialog>
  );
};
