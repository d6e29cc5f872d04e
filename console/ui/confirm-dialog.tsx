import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Dialog } from './dialog.tsx';
import { ProblemAlert } from './problem.tsx';

/**
 * Asks before something is done, and says what it does. It closes after a success; a failure is shown in it.
 * @param typedName must be typed first: for what cannot be undone
 */
export const ConfirmDialog = ({
  title,
  action,
  isDangerous = false,
  typedName,
  opened,
  onClose,
  onConfirm,
  children,
}: {
  readonly title: string;
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly typedName?: string;
  readonly opened: boolean;
  readonly onClose: () => void;
  /** What it throws is shown. */
  readonly onConfirm: () => Promise<unknown>;
  readonly children: ReactNode;
}): ReactNode => {
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<unknown>(null);
  const [isSending, setSending] = useState(false);

  const close = (): void => {
    setTyped('');
    setFailure(null);
    onClose();
  };
  const run = async (): Promise<void> => {
    setSending(true);
    setFailure(null);
    try {
      await onConfirm();
      close();
    } catch (error) {
      setFailure(error);
    } finally {
      setSending(false);
    }
  };
  const isConfirmed = typedName === undefined || typed === typedName;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isConfirmed && !isSending) run();
  };

  return (
    <Dialog opened={opened} onClose={close} title={title}>
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
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Back
            </Button>
            <Button type="submit" color={isDangerous ? 'red' : 'indigo'} disabled={!isConfirmed} loading={isSending}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};
