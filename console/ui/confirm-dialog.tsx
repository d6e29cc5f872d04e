import { Button, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useAction } from './action.ts';
import { Dialog } from './dialog.tsx';
import { useCloseDialog } from './dialog-host.tsx';
import { DialogButtons } from './form-dialog.tsx';
import { notify } from './notices.tsx';
import { ProblemAlert } from './problem.tsx';

/**
 * Asks before something is done, and says what it does. It closes after a success; a failure is shown in it.
 * @param typedName must be typed first: for what cannot be undone
 */
export const ConfirmDialog = ({
  title,
  action,
  typedName,
  isDangerous = typedName !== undefined,
  said,
  onConfirm,
  children,
}: {
  readonly title: string;
  readonly action: string;
  readonly typedName?: string;
  /** By itself: whether a name must be typed. */
  readonly isDangerous?: boolean;
  /** What is said after a success. */
  readonly said?: string;
  /** What it throws is shown. */
  readonly onConfirm: () => Promise<unknown>;
  readonly children: ReactNode;
}): ReactNode => {
  const close = useCloseDialog();
  const [typed, setTyped] = useState('');
  const { run, isRunning, failure } = useAction(async () => {
    await onConfirm();
    if (said !== undefined) notify(said);
    close();
  });
  const isConfirmed = typedName === undefined || typed === typedName;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isConfirmed) run();
  };

  return (
    <Dialog title={title}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {children}
          {typedName !== undefined && (
            <TextInput
              label={`Type ${typedName} to confirm`}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
          )}
          {failure !== null && <ProblemAlert error={failure} />}
          <DialogButtons>
            <Button type="submit" color={isDangerous ? 'red' : 'indigo'} disabled={!isConfirmed} loading={isRunning}>
              {action}
            </Button>
          </DialogButtons>
        </Stack>
      </form>
    </Dialog>
  );
};
