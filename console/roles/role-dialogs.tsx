import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Permission } from '#shared/contract/permission.ts';
import { CreateRoleBody, type Role, UpdateRoleBody } from '#shared/contract/role.ts';
import { changedOf } from '../ui/changed-of.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import type { Form } from '../ui/form.ts';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { LongTextField, TextField } from '../ui/form-fields.tsx';
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

const Fields = ({ form }: { readonly form: Form<Values> }): ReactNode => (
  <>
    <TextField form={form} name="name" label="Name" placeholder="Release manager" autoComplete="off" data-autofocus />
    <LongTextField form={form} name="description" label="Description" rows={2} />
    <PermissionChoice
      chosen={form.values.permissions}
      error={form.errorOf('permissions')}
      onChange={(permissions) => form.set('permissions', permissions)}
    />
  </>
);

export const CreateRoleDialog = (): ReactNode => {
  const create = useCreateRole();
  const nothing: Values = { name: '', description: '', permissions: ['view:projects'] };
  const form = useDialogForm(CreateRoleBody, nothing, bodyOf, async (body) => {
    const { body: made } = await create({ body });
    notify(`The role ${made.name} was created.`);
  });
  return (
    <FormDialog title="New role" action="Create" form={form} fields={fields}>
      <Fields form={form} />
    </FormDialog>
  );
};

type Of = { readonly role: Role };

export const EditRoleDialog = ({ role }: Of): ReactNode => {
  const update = useUpdateRole(role);
  const { name, description, permissions } = role;
  const before: Values = { name, description: description ?? '', permissions };
  const form = useDialogForm(
    UpdateRoleBody,
    before,
    (values) => changedOf(bodyOf(before), bodyOf(values)),
    async (body) => {
      const { body: saved } = await update({ params: { roleId: role.id }, body });
      notify(`The role ${saved.name} was saved.`);
    },
  );
  return (
    <FormDialog title={`Edit ${name}`} action="Save" form={form} fields={fields}>
      <Text size="sm" c="dimmed">
        Whoever has the role has the new permissions at once.
      </Text>
      <Fields form={form} />
    </FormDialog>
  );
};

export const DeleteRoleDialog = ({ role: { id, name, memberCount } }: Of): ReactNode => {
  const remove = useDeleteRole();
  const target = useRoleTarget(id);
  return (
    <ConfirmDialog
      title={`Delete ${name}`}
      action="Delete it"
      said={`The role ${name} was deleted.`}
      typedName={name}
      onConfirm={() => remove(target)}
    >
      <Text size="sm">
        {memberCount === 0
          ? 'Nobody has it. It goes for good.'
          : 'Members or invitations have it: oCore refuses until each has another role.'}
      </Text>
    </ConfirmDialog>
  );
};
