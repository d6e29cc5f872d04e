import { Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Environment, PauseBody } from '#shared/contract/environment.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useForm } from '../ui/form.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { notify } from '../ui/notices.tsx';
import { useEnvironmentTarget, usePause, useResume } from './queries.ts';

type Of = { readonly environment: Environment; readonly onClose: () => void };

export const PauseDialog = ({ environment, onClose }: Of): ReactNode => {
  const pause = usePause();
  const target = useEnvironmentTarget(environment);
  const form = useForm(
    PauseBody,
    { reason: '' },
    ({ reason }) => ({ reason }),
    async (body) => {
      await pause({ ...target, body });
      notify(`${environment.name} is paused.`);
      onClose();
    },
  );
  return (
    <FormDialog
      title={`Pause ${environment.name}`}
      action="Pause"
      form={form}
      fields={['reason']}
      opened
      onClose={onClose}
    >
      <Text size="sm">
        Pushes deploy nothing here until somebody resumes it; the newest one waits. What runs now ends, and a deployment
        by hand still runs.
      </Text>
      <TextInput
        label="Reason"
        description="Everybody who looks at the environment sees it."
        placeholder="Month-end closing"
        value={form.values.reason}
        onChange={(event) => form.set('reason', event.currentTarget.value)}
        error={form.errorOf('reason')}
        data-autofocus
      />
    </FormDialog>
  );
};

export const ResumeDialog = ({ environment, onClose }: Of): ReactNode => {
  const resume = useResume();
  const target = useEnvironmentTarget(environment);
  const confirm = async (): Promise<void> => {
    await resume(target);
    notify(`${environment.name} is resumed.`);
  };
  const { pending } = environment;
  return (
    <ConfirmDialog title={`Resume ${environment.name}`} action="Resume" opened onClose={onClose} onConfirm={confirm}>
      <Text size="sm">
        {pending === null
          ? 'Nothing was held. From now on, pushes deploy again.'
          : `The newest deployment that was held is queued${pending.waitsFor.includes('approval') ? ' as soon as it is approved' : ''}. From now on, pushes deploy again.`}
      </Text>
    </ConfirmDialog>
  );
};
