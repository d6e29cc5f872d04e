import { type Permission, permissions } from '#shared/contract/permission.ts';

/** What a permission includes besides itself. Source: docs/design/security-model.md, "Permissions". */
const includedIn: Readonly<Record<Permission, readonly Permission[]>> = {
  'view:projects': [],
  'deploy:projects': ['view:projects'],
  'manage:projects': ['view:projects', 'deploy:projects'],
  'run:projects': [],
  'view:members': [],
  'manage:members': ['view:members'],
  'view:roles': [],
  'manage:roles': ['view:roles'],
  'view:api-keys': [],
  'manage:api-keys': ['view:api-keys'],
  'view:audit-logs': [],
  'view:settings': [],
  'manage:settings': ['view:settings'],
};

/** Whether one of the permissions is the needed one or includes it. */
export const holds = (held: readonly Permission[], needed: Permission): boolean =>
  held.some((one) => one === needed || includedIn[one].includes(needed));

/** The permissions with all that they include, in the order of `permissions`. */
export const closureOf = (held: readonly Permission[]): readonly Permission[] =>
  permissions.filter((one) => holds(held, one));
