import { type Permission, permissions } from '#shared/contract/permission.ts';
import { type SystemRoleId, systemRoleIds } from '#shared/contract/system-role-ids.ts';

type SystemRole = {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Permission[];
};

/** Source: docs/design/security-model.md, "Roles". */
export const systemRoles: Readonly<Record<SystemRoleId, SystemRole>> = {
  owner: {
    name: 'Owner',
    description: 'Everything. Only Owners make, change and remove Owners.',
    permissions,
  },
  admin: {
    name: 'Admin',
    description: 'Everything but Owners. Sees every project.',
    permissions,
  },
  developer: {
    name: 'Developer',
    description: 'Creates, connects, changes and deploys projects.',
    permissions: ['manage:projects'],
  },
  viewer: {
    name: 'Viewer',
    description: 'Sees projects.',
    permissions: ['view:projects'],
  },
};

export const isSystemRole = (id: string): id is SystemRoleId => (systemRoleIds as readonly string[]).includes(id);
