import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { OrganizationId } from '#shared/contract/id.ts';
import { type AuditEntry, changedFields, type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { organizationFromItem, organizationWrite } from '#shared/data/items/organization-item.ts';
import {
  deleteRoleWrite,
  freeRoleNameWrite,
  roleFromItem,
  roleNameWrite,
  roleWrite,
} from '#shared/data/items/role-item.ts';
import { keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { table } from '#shared/data/table/table.ts';
import { transact } from '#shared/data/table/transact.ts';
import { type RoleState, withoutRole, withRole } from '#shared/domain/access/roles.ts';
import { foldName } from '#shared/domain/fold-name.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import type { RoleRecord } from '#shared/domain/records/role.ts';

/** An organisation with its own roles, oldest first. */
export type OrganizationRoles = { readonly organization: OrganizationRecord; readonly roles: readonly RoleRecord[] };

/** Reads an organisation with all of its roles, in one consistent Query. @returns null if it does not exist */
export const readRoles = async (organization: OrganizationId): Promise<OrganizationRoles | null> => {
  const { client, name } = table();
  const { pk, sk } = keys.organization(organization);
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      // Between the two stand at most the settings of four providers.
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': pk, ':from': sk, ':to': `${keys.rolesFrom}~` },
      ConsistentRead: true,
    }),
  );
  const own = Items.find((item) => item.sk === sk);
  if (own === undefined) return null;
  const roles = Items.filter((item) => String(item.sk).startsWith(keys.rolesFrom)).map(roleFromItem);
  return { organization: organizationFromItem(own), roles };
};

/** Reads an organisation and one of its roles, consistently. @returns `role` null where it has no such role of its own */
export const readRole = async (
  organization: OrganizationId,
  roleId: string,
): Promise<{ readonly organization: OrganizationRecord; readonly role: RoleRecord | null } | null> => {
  const wanted = keys.organization(organization);
  const items = await readItems([wanted, keys.role(organization, roleId)]);
  const own = items.find((item) => item.sk === wanted.sk);
  const role = items.find((item) => item.sk !== wanted.sk);
  if (own === undefined) return null;
  return { organization: organizationFromItem(own), role: role === undefined ? null : roleFromItem(role) };
};

const audited = (state: RoleState | null) =>
  state === null
    ? null
    : { name: state.role.name, description: state.role.description, permissions: state.permissions };

const entryOf = (
  action: AuditEntry['action'],
  id: string,
  before: RoleState | null,
  after: RoleState | null,
): AuditEntry => ({
  action,
  resourceId: id,
  resourceName: (after ?? before)?.role.name ?? null,
  projectId: null,
  changes: changedFields(audited(before), audited(after), ['name', 'description', 'permissions']),
});

/**
 * Writes a new role with its name and its permissions.
 * @throws ConditionFailed with `organization` if rights changed meanwhile, with `name` if the name is taken
 */
export const insertRole = async (
  organization: OrganizationRecord,
  role: RoleState,
  mutation: Mutation,
): Promise<void> =>
  transact([
    organizationWrite(organization, withRole(organization, role)),
    roleWrite(role.role),
    roleNameWrite(role.role),
    ...mutationWrites(organization.id, mutation, entryOf('role.created', role.role.id, null, role), 201),
  ]);

/**
 * Writes a changed role. Its members have the new permissions at once.
 * @throws ConditionFailed with `organization` or `role` if another change was faster, with `name` if the name is taken
 */
export const saveRole = async (
  organization: OrganizationRecord,
  before: RoleState,
  after: RoleState,
  mutation: Mutation,
): Promise<void> => {
  const isRenamed = foldName(before.role.name) !== foldName(after.role.name);
  return transact([
    organizationWrite(organization, withRole(organization, after)),
    roleWrite(after.role),
    ...(isRenamed ? [freeRoleNameWrite(before.role), roleNameWrite(after.role)] : []),
    ...mutationWrites(organization.id, mutation, entryOf('role.updated', after.role.id, before, after), 200),
  ]);
};

/**
 * Deletes a role that nobody has: the version of the organisation, which counts its members, is the condition.
 * @throws ConditionFailed with `organization` or `role` if another change was faster
 */
export const removeRole = async (
  organization: OrganizationRecord,
  role: RoleState,
  mutation: Mutation,
): Promise<void> =>
  transact([
    organizationWrite(organization, withoutRole(organization, role.role.id)),
    deleteRoleWrite(role.role),
    freeRoleNameWrite(role.role),
    ...mutationWrites(organization.id, mutation, entryOf('role.deleted', role.role.id, role, null), 204),
  ]);
