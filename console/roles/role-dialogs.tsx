import { Text, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Permission } from '#shared/contract/permission.ts';
import { CreateRoleBody, type Role } from '#shared/contract/role.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { type Form, useForm } from '../ui/form.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { notify } from '../ui/notices.tsx';
import { PermissionChoice } from './permission-choice.tsx';
import { useCreateRole, useDeleteRole, useRoleTarget, useUpdateRole } from './queries.ts';

type Values = { readonly name: string; readonly description: string; readonly permissions: readonly Permission[] };

const fields = ['name', 'description', 'permissions'];

const bodyOf = ({ name, description, permissions }: Values) => ({
  name,
  description: description.trim() === '' ? null : description,
  permissions: [...permissions],
});

const Fields = ({ form: { values, set, errorOf } }: { readonly form: Form<Values> }): ReactNode => (
  <>
    <TextInput
      label="Name"
      placeholder="Release manager"
      value={values.name}
      onChange={(event) => set('name', event.currentTarget.value)}
      error={errorOf('name')}
      autoComplete="off"
      data-autofocus
    />
    <Textarea
      label="Description"
      value={values.description}
      onChange={(event) => set('description', event.currentTarget.value)}
      error={errorOf('description')}
      autosize={false}
      rows={2}
    />
    <PermissionChoice
      chosen={values.permissions}
      error={errorOf('permissions')}
      onChange={(permissions) => set('permissions', permissions)}
    />
  </>
);

export const CreateRoleDialog = ({ onClose }: { readonly onClose: () => void }): ReactNode => {
  const create = useCreateRole();
  const nothing: Values = { name: '', description: '', permissions: ['view:projects'] };
  const form = useForm(CreateRoleBody, nothing, bodyOf, async (body) => {
    const { body: made } = await create({ body });
    notify(`The role ${made.name} was created.`);
    onClose();
  });
  return (
    <FormDialog title="New role" action="Create" form={form} fields={fields} opened onClose={onClose}>
      <Fields form={form} />
    </FormDialog>
  );
};

type Of = { readonly role: Role; readonly onClose: () => void };

export const EditRoleDialog = ({ role, onClose }: Of): ReactNode => {
  const update = useUpdateRole(role.id);
  const { name, description, permissions } = role;
  const before: Values = { name, description: description ?? '', permissions };
  const form = useForm(CreateRoleBody, before, bodyOf, async (body) => {
    await update({ params: { roleId: role.id }, body });
    notify(`The role ${body.name} was saved.`);
    onClose();
  });
  return (
    <FormDialog title={`Edit ${name}`} action="Save" form={form} fields={fields} opened onClose={onClose}>
      <Text size="sm" c="dimmed">
        Whoever has the role has the new permissions at once.
      </Text>
      <Fields form={form} />
    </FormDialog>
  );
};

export const DeleteRoleDialog = ({ role: { id, name, memberCount }, onClose }: Of): ReactNode => {
  const remove = useDeleteRole();
  const target = useRoleTarget(id);
  const confirm = async (): Promise<void> => {
    await remove(target);
    notify(`The role ${name} was deleted.`);
  };
  return (
    <ConfirmDialog
      title={`Delete ${name}`}
      action="Delete it"
      isDangerous
      typedName={name}
      opened
      onClose={onClose}
      onConfirm={confirm}
    >
      <Text size="sm">
        {memberCount === 0
          ? 'Nobody has it. It goes for good.'
          : 'Members or invitations have it: oCore refuses until each has another role.'}
      </Text>
    </ConfirmDialog>
  );
};
