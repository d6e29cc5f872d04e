import { NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { type ApiKeyWithSecret, CreateApiKeyBody } from '#shared/contract/api-key.ts';
import type { EnvironmentId } from '#shared/contract/id.ts';
import type { Permission } from '#shared/contract/permission.ts';
import { PermissionChoice } from '../roles/permission-choice.tsx';
import { FormDialog, useDialogForm } from '../ui/form-dialog.tsx';
import { TextField } from '../ui/form-fields.tsx';
import { KeyLimits, type LimitedProject } from './key-limits.tsx';
import { useCreateKey } from './queries.ts';

/** Days until the key ends; null: never, or on a day that is chosen. */
const expiries = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'day', label: 'On a day' },
  { value: 'never', label: 'Never' },
] as const;

type Values = {
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly projects: readonly LimitedProject[];
  readonly environmentIds: readonly EnvironmentId[];
  readonly expiry: string;
  readonly day: string;
};

const nothing: Values = {
  name: '',
  permissions: ['view:projects'],
  projects: [],
  environmentIds: [],
  expiry: '90',
  day: '',
};

const dayMs = 86_400_000;

const expiresAtOf = ({ expiry, day }: Values): string | null => {
  if (expiry === 'never') return null;
  return expiry === 'day' ? day : new Date(Date.now() + Number(expiry) * dayMs).toISOString();
};

/** Name, permissions, limits and expiry of a new key. @param onMade gets its text, which is in this answer alone */
export const CreateKeyDialog = ({ onMade }: { readonly onMade: (made: ApiKeyWithSecret) => void }): ReactNode => {
  const create = useCreateKey();
  const form = useDialogForm(
    CreateApiKeyBody,
    nothing,
    (values) => ({
      name: values.name,
      permissions: [...values.permissions],
      projectIds: values.projects.length === 0 ? null : values.projects.map(({ id }) => id),
      environmentIds: values.environmentIds.length === 0 ? null : [...values.environmentIds],
      expiresAt: expiresAtOf(values),
    }),
    async (body) => {
      onMade((await create({ body })).body);
    },
  );
  const { values, set, patch, errorOf } = form;
  return (
    <FormDialog
      title="New API key"
      action="Create"
      form={form}
      fields={['name', 'permissions', 'projectIds', 'environmentIds', 'expiresAt']}
    >
      <TextField
        form={form}
        name="name"
        label="Name"
        description="What it is for"
        placeholder="CI"
        autoComplete="off"
        data-autofocus
      />
      <NativeSelect
        label="Expires"
        value={values.expiry}
        onChange={(event) => patch({ expiry: event.currentTarget.value })}
        data={[...expiries]}
        error={values.expiry === 'day' ? null : errorOf('expiresAt')}
      />
      {values.expiry === 'day' && (
        <TextInput
          type="date"
          label="Day"
          description="It ends when this day begins, in UTC."
          value={values.day}
          onChange={(event) => patch({ day: event.currentTarget.value })}
          error={errorOf('expiresAt')}
        />
      )}
      <PermissionChoice
        chosen={values.permissions}
        error={errorOf('permissions')}
        onChange={(permissions) => set('permissions', permissions)}
      />
      <KeyLimits
        limits={{ projects: values.projects, environmentIds: values.environmentIds }}
        errorOf={errorOf}
        onChange={patch}
      />
    </FormDialog>
  );
};
