import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from './dialog.tsx';
import { useCloseDialog } from './dialog-host.tsx';
import { type Form, useForm } from './form.ts';
import { ProblemAlert } from './problem.tsx';

/** The form of a dialog: see `useForm`. The dialog closes once `send` has succeeded. */
export const useDialogForm: typeof useForm = (schema, initial, bodyOf, send) => {
  const close = useCloseDialog();
  return useForm(schema, initial, bodyOf, async (body) => {
    await send(body);
    close();
  });
};

/** A dialog around a form of `useDialogForm`. Enter sends it, Escape closes it, and focus goes back to where it was. */
export const FormDialog = <Values,>({
  title,
  action,
  form,
  fields,
  children,
}: {
  readonly title: string;
  /** The text of the button that sends. */
  readonly action: string;
  readonly form: Form<Values>;
  /** The fields that show their own error. */
  readonly fields: readonly string[];
  readonly children: ReactNode;
}): ReactNode => (
  <Dialog title={title}>
    <form onSubmit={form.submit} noValidate>
      <Stack gap="md">
        {children}
        {form.failure !== null && <ProblemAlert error={form.failure} shownFields={fields} />}
        <DialogButtons>
          <Button type="submit" loading={form.isSending}>
            {action}
          </Button>
        </DialogButtons>
      </Stack>
    </form>
  </Dialog>
);

/** The last line of a dialog: back, or what it is for. */
export const DialogButtons = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <Group justify="flex-end">
    <Button variant="default" onClick={useCloseDialog()}>
      Back
    </Button>
    {children}
  </Group>
);
