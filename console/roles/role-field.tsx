import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { systemRoleIds } from '#shared/contract/system-role-ids.ts';
import { useMay } from '../api/use-me.ts';
import { useRoles } from './queries.ts';

const titled = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const systemRoles = systemRoleIds.map((value) => ({ value: String(value), label: titled(value) }));

/** The roles to choose from; who may not see them chooses of those that every organisation has. */
const useRoleOptions = (): readonly { readonly value: string; readonly label: string }[] => {
  const { data } = useRoles(useMay('view:roles'));
  return data?.body.roles.map(({ id, name }) => ({ value: id, label: name })) ?? systemRoles;
};

/** Chooses a role. @param value its id */
export const RoleField = ({
  value,
  error,
  onChange,
}: {
  readonly value: string;
  readonly error: string | null;
  readonly onChange: (roleId: string) => void;
}): ReactNode => (
  <NativeSelect
    label="Role"
    description="What they may do from then on. You can give only roles whose permissions you have yourself."
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
    data={[...useRoleOptions()]}
    error={error}
  />
);
