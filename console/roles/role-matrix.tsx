import { Box, Button, Group, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Permission } from '#shared/contract/permission.ts';
import type { DescribedPermission, Role } from '#shared/contract/role.ts';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { DeleteRoleDialog, EditRoleDialog } from './role-dialogs.tsx';

const Head = ({ role, mayManage }: { readonly role: Role; readonly mayManage: boolean }): ReactNode => {
  const open = useOpenDialog();
  const { name, description, isSystem, memberCount } = role;
  return (
    <Table.Th scope="col" className="role-column">
      <Stack gap={4}>
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
    </Table.Th>
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
  // What scrolls has to be reached by the keyboard.
  <Box component="section" className="scrolls-sideways" aria-label="Roles and permissions" tabIndex={0}>
    <Table verticalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Permission</Table.Th>
          {roles.map((role) => (
            <Head key={role.id} role={role} mayManage={mayManage} />
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {permissions.map(({ id, description }) => (
          <Table.Tr key={id}>
            <Table.Th scope="row">
              <Text size="sm" fw={500}>
                {id}
              </Text>
              <Text size="xs" c="dimmed" fw={400}>
                {description}
              </Text>
            </Table.Th>
            {roles.map((role) => {
              const isAllowed = allows(role, permissions, id);
              return (
                <Table.Td key={role.id}>
                  <span aria-hidden="true">{isAllowed ? '✓' : '–'}</span>
                  <VisuallyHidden>{isAllowed ? 'allowed' : 'not allowed'}</VisuallyHidden>
                </Table.Td>
              );
            })}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </Box>
);
