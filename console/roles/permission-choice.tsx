import { Checkbox, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Permission } from '#shared/contract/permission.ts';
import { useMe } from '../api/use-me.ts';
import { Loaded } from '../ui/states.tsx';
import { usePermissions } from './queries.ts';

/** Chooses permissions. One that the caller lacks can be taken away, but not given. */
export const PermissionChoice = ({
  chosen,
  error,
  onChange,
}: {
  readonly chosen: readonly Permission[];
  readonly error: string | null;
  readonly onChange: (chosen: readonly Permission[]) => void;
}): ReactNode => {
  const held = useMe().permissions;
  return (
    <Loaded read={usePermissions()} what="the permissions" rows={3}>
      {({ body: { permissions } }) => (
        <Checkbox.Group
          label="Permissions"
          description="Each includes what it needs. You can give only those that you have yourself."
          value={[...chosen]}
          onChange={(values) => onChange(permissions.map(({ id }) => id).filter((id) => values.includes(id)))}
          error={error}
        >
          <Stack gap="xs" mt="xs">
            {permissions.map(({ id, description }) => (
              <Checkbox
                key={id}
                value={id}
                label={id}
                description={description}
                disabled={!held.includes(id) && !chosen.includes(id)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </Loaded>
  );
};
