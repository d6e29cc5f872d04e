import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { systemRoleIds } from '#shared/contract/system-role-ids.ts';
import { useMay } from '../api/use-me.ts';
import { type Option, withChosen } from '../ui/options.ts';
import { SideRead, shownOf } from '../ui/states.tsx';
import { useRoles } from './queries.ts';

const titled = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const systemRoles = systemRoleIds.map((value) => ({ value: String(value), label: titled(value) }));

/** Chooses a role; who may not see them chooses of those that every organisation has. @param value its id */
export const RoleField = ({
  value,
  own = null,
  error,
  onChange,
}: {
  readonly value: string;
  /** The role that somebody has, which may be none of those that were read. */
  readonly own?: Option | null;
  readonly error: string | null;
  readonly onChange: (roleId: string) => void;
}): ReactNode => {
  const read = useRoles(useMay('view:roles'));
  const options = shownOf(read)?.body.roles.map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <>
      <NativeSelect
        label="Role"
        description="What they may do from then on. You can give only roles whose permissions you have yourself."
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={withChosen(options ?? systemRoles, own)}
        error={error}
      />
      <SideRead read={read} what="the roles of your organisation" />
    </>
  );
};
