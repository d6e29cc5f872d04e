import { type Permission, permissions } from '#shared/contract/permission.ts';
import type { DescribedPermission } from '#shared/contract/role.ts';
import { closureOf } from './closure.ts';

const descriptions: Readonly<Record<Permission, string>> = {
  'view:projects': 'See projects, their environments, deployments and deliveries.',
  'deploy:projects': 'Deploy, promote, cancel, pause and redeliver.',
  'manage:projects': 'Create, connect, change and delete projects, and approve deployments.',
  'run:projects': 'Run deployments, as a runner does.',
  'view:members': 'See members and invitations with their e-mail addresses.',
  'manage:members': 'Invite and remove members, and change their roles.',
  'view:roles': 'See roles and their permissions.',
  'manage:roles': 'Create, change and delete roles.',
  'view:api-keys': 'See API keys, without their secrets.',
  'manage:api-keys': 'Create, rotate and revoke API keys.',
  'view:audit-logs': 'Read and export the audit log.',
  'view:settings': 'See the settings of Git providers.',
  'manage:settings': 'Change the settings of Git providers.',
};

/** All permissions with what each allows, in the order of the contract. Source: docs/design/security-model.md, "Permissions". */
export const describedPermissions = (): DescribedPermission[] =>
  permissions.map((id) => ({
    id,
    description: descriptions[id],
    includes: closureOf([id]).filter((one) => one !== id),
  }));
