import { Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { CreateProjectBody } from '#shared/contract/project.ts';
import { useForm } from '../ui/form.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useGo } from '../ui/link.tsx';
import { notify } from '../ui/notices.tsx';
import { useCreateProject } from './queries.ts';

/** Name and description, as in the manual. It leads to the new project, whose overview says what comes next. */
export const CreateProjectDialog = ({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}): ReactNode => {
  const create = useCreateProject();
  const go = useGo();
  const form = useForm(
    CreateProjectBody,
    { name: '', description: '' },
    ({ name, description }) => ({ name, description: description.trim() === '' ? null : description }),
    async (body) => {
      const { body: project } = await create({ body });
      notify(`The project ${project.name} was created.`);
      go(`/projects/${project.id}`);
    },
  );
  return (
    <FormDialog
      title="New project"
      action="Create"
      form={form}
      fields={['name', 'description']}
      opened={opened}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        placeholder="Odoo ERP Customizations"
        value={form.values.name}
        onChange={(event) => form.set('name', event.currentTarget.value)}
        error={form.errorOf('name')}
        autoComplete="off"
        data-autofocus
      />
      <Textarea
        label="Description"
        description="What it is for. It may stay empty."
        value={form.values.description}
        onChange={(event) => form.set('description', event.currentTarget.value)}
        error={form.errorOf('description')}
        autosize={false}
        rows={3}
      />
    </FormDialog>
  );
};
