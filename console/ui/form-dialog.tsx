import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';
import type { Form } from './form.ts';
import { ProblemAlert } from './problem.tsx';

/** A dialog around a form. Enter sends it, Escape closes it, and focus goes back to where it was. */
export const FormDialog = <Values,>({
  title,
  action,
  form,
  fields,
  opened,
  onClose,
  children,
}: {
  readonly title: string;
  /** The text of the button that sends. */
  readonly action: string;
  readonly form: Form<Values>;
  /** The fields that show their own error. */
  readonly fields: readonly string[];
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}): ReactNode => (
  <Dialog opened={opened} onClose={onClose} title={title}>
    <form onSubmit={form.submit} noValidate>
      <Stack gap="md">
        {children}
        {form.failure !== null && <ProblemAlert error={form.failure} shownFields={fields} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" loading={form.isSending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  </Dialog>
);
