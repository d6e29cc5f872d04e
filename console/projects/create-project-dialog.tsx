import type { ReactNode } from 'react';
import { CreateProjectBody } from '#shared/contract/project.ts';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { LongTextField, TextField } from '../ui/form-fields.tsx';
import { useGo } from '../ui/link.tsx';
import { notify } from '../ui/notices.tsx';
import { useCreateProject } from './queries.ts';

/** Name and description, as in the manual. It leads to the new project, whose overview says what comes next. */
export const CreateProjectDialog = (): ReactNode => {
  const create = useCreateProject();
  const go = useGo();
  const form = useDialogForm(
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
    <FormDialog title="New project" action="Create" form={form} fields={['name', 'description']}>
      <TextField
        form={form}
        name="name"
        label="Name"
        placeholder="Odoo ERP Customizations"
        autoComplete="off"
        data-autofocus
      />
      <LongTextField
        form={form}
        name="description"
        label="Description"
        description="What it is for. It may stay empty."
        rows={3}
      />
    </FormDialog>
  );
};
