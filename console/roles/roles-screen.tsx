import { Button, Card } from '@mantine/core';
import type { ReactNode } from 'react';
import { createRole, deleteRole, listPermissions, listRoles, updateRole } from '#shared/contract/endpoints/roles.ts';
import type { Role } from '#shared/contract/role.ts';
import { useMay } from '../api/use-me.ts';
import { type CommandLine, useCommandLines } from '../ui/command-lines.tsx';
import { useOpenDialog } from '../ui/dialog-host.tsx';
import { Page } from '../ui/page.tsx';
import { Loaded } from '../ui/states.tsx';
import { usePermissions, useRoles } from './queries.ts';
import { CreateRoleDialog } from './role-dialogs.tsx';
import { RoleMatrix } from './role-matrix.tsx';

const linesOf = ({ id, permissions }: Role): readonly CommandLine[] => [
  {
    title: 'Change a role',
    ocore: `ocore role update ${id} --permission ${permissions.join(' ')}`,
    row: updateRole,
    params: { roleId: id },
    body: { permissions },
  },
  { title: 'Delete it', ocore: `ocore role delete ${id}`, row: deleteRole, params: { roleId: id } },
];

const useLines = (mayManage: boolean, own: Role | undefined): void =>
  useCommandLines([
    { title: 'List the roles', ocore: 'ocore role list', row: listRoles },
    { title: 'List the permissions', ocore: 'ocore permission list', row: listPermissions },
    ...(mayManage
      ? [
          {
            title: 'Create a role',
            ocore: 'ocore role create --name "Release manager" --permission deploy:projects view:audit-logs',
            row: createRole,
            body: { name: 'Release manager', permissions: ['deploy:projects', 'view:audit-logs'] },
          },
        ]
      : []),
    ...(mayManage && own !== undefined ? linesOf(own) : []),
  ]);

/** The roles as a matrix: those of every organisation, which nobody changes, and its own. */
export const Component = (): ReactNode => {
  const roles = useRoles();
  const permissions = usePermissions();
  const mayManage = useMay('manage:roles');
  const open = useOpenDialog();
  useLines(
    mayManage,
    roles.data?.body.roles.find(({ isSystem }) => !isSystem),
  );
  return (
    <Page
      title="Roles"
      lead="What each role allows. The first four are the same everywhere; add roles of your own beside them."
      actions={
        mayManage && (
          <Button onClick={() => open(<CreateRoleDialog />)} aria-haspopup="dialog">
            Create role
          </Button>
        )
      }
    >
      <Loaded read={roles} what="the roles">
        {({ body }) => (
          <Loaded read={permissions} what="the permissions">
            {({ body: { permissions: all } }) => (
              <Card withBorder padding="md">
                <RoleMatrix roles={body.roles} permissions={all} mayManage={mayManage} />
              </Card>
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
};
