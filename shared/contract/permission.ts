import * as z from 'zod/mini';

/**
 * All permissions, in the order of their bits. The authorizer passes them on as a bit set (4 KB of context), so new
 * ones are added at the end.
 * Source: docs/design/security-model.md, "Permissions".
 */
export const permissions = [
  'view:projects',
  'deploy:projects',
  'manage:projects',
  'run:projects',
  'view:members',
  'manage:members',
  'view:roles',
  'manage:roles',
  'view:api-keys',
  'manage:api-keys',
  'view:audit-logs',
  'view:settings',
  'manage:settings',
] as const;

export const Permission = z.enum(permissions);
export type Permission = z.infer<typeof Permission>;
