import * as z from 'zod/mini';

/**
 * Every permission there is, in the order of their bits: the authorizer hands them on as a bit set (4 KB of context),
 * so new ones go to the end.
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
