import { Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import type { Permission } from '#shared/contract/permission.ts';
import type { DescribedPermission, Role } from '#shared/contract/role.ts';
import { DataTable } from '../ui/data-table.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { DeleteRoleDialog, EditRoleDialog } from './role-dialogs.tsx';

const Head = ({ role, mayManage }: { readonly role: Role; readonly mayManage: boolean }): ReactNode => {
  const open = useOpenDialog();
  const { name, description, isSystem, memberCount } = role;
  return (
    <Stack gap={4} className="role-column">
      <Text size="sm" fw={600} className="text-of-others" lineClamp={3} title={description ?? name}>
        {name}
      </Text>
      <Text size="xs" c="dimmed">
        {memberCount === 1 ? '1 member' : `${memberCount} members`}
      </Text>
      {mayManage && !isSystem && (
        <Group gap={4} wrap="nowrap">
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => open(<EditRoleDialog role={role} />)}
            aria-haspopup="dialog"
            aria-label={`Edit ${name}`}
          >
            Edit
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => open(<DeleteRoleDialog role={role} />)}
            aria-haspopup="dialog"
            aria-label={`Delete ${name}`}
          >
            Delete
          </Button>
        </Group>
      )}
    </Stack>
  );
};

/** Whether a role allows something, by itself or as a part of something else. */
const allows = (role: Role, permissions: readonly DescribedPermission[], id: Permission): boolean =>
  role.permissions.includes(id) ||
  permissions.some((held) => role.permissions.includes(held.id) && held.includes.includes(id));

/** What each role allows: a row for each permission, a column for each role. */
export const RoleMatrix = ({
  roles,
  permissions,
  mayManage,
}: {
  readonly roles: readonly Role[];
  readonly permissions: readonly DescribedPermission[];
  readonly mayManage: boolean;
}): ReactNode => (
  <DataTable
    label="Roles and permissions"
    isWide
    showsHeads
    columns={[
      { name: 'Permission' },
      ...roles.map((role) => ({ key: role.id, name: role.name, head: <Head role={role} mayManage={mayManage} /> })),
    ]}
    rows={permissions.map(({ id, description }) => ({
      key: id,
      cells: [
        <Fragment key="permission">
          <Text size="sm" fw={500}>
            {id}
          </Text>
          <Text size="xs" c="dimmed" fw={400}>
            {description}
          </Text>
        </Fragment>,
        ...roles.map((role) => {
          const isAllowed = allows(role, permissions, id);
          return (
            <Fragment key={role.id}>
              <span aria-hidden="true">{isAllowed ? '✓' : '–'}</span>
              <VisuallyHidden>{isAllowed ? 'allowed' : 'not allowed'}</VisuallyHidden>
            </Fragment>
          );
        }),
      ],
    }))}
  />
);
