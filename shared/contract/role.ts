import * as z from 'zod/mini';
import { Permission, permissions } from './permission.ts';
import { Description, Name, Text, TextOrNull, TimestampOrNull } from './text.ts';

/** A role. Source: docs/design/resources.md, "Role". */
export const Role = z
  .object({
    id: Text,
    name: Text,
    description: TextOrNull,
    isSystem: z.boolean(),
    permissions: z.array(Permission),
    memberCount: z.int(),
    createdAt: TimestampOrNull,
    updatedAt: TimestampOrNull,
    updatedBy: TextOrNull,
    updatedByName: TextOrNull,
  })
  .register(z.globalRegistry, { id: 'Role' });
export type Role = z.infer<typeof Role>;

const Permissions = z
  .array(Permission)
  .check(z.maxLength(permissions.length, `must have at most ${permissions.length} entries`));

export const CreateRoleBody = z.strictObject({
  name: Name,
  description: z.optional(z.nullable(Description)),
  permissions: Permissions,
});
export type CreateRoleBody = z.infer<typeof CreateRoleBody>;

export const UpdateRoleBody = z.strictObject({
  name: z.optional(Name),
  description: z.optional(z.nullable(Description)),
  permissions: z.optional(Permissions),
});
export type UpdateRoleBody = z.infer<typeof UpdateRoleBody>;

/** A permission, as a person chooses it. Source: docs/design/resources.md, "Permission". */
export const DescribedPermission = z
  .object({ id: Permission, description: Text, includes: z.array(Permission) })
  .register(z.globalRegistry, { id: 'Permission' });
export type DescribedPermission = z.infer<typeof DescribedPermission>;
