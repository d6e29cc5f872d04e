import { type Condition, ifAll, ifEqual, ifNone, ifPresent } from '#shared/data/table/conditions.ts';
import { recordFromItem } from '#shared/data/table/item.ts';
import { keys } from '#shared/data/table/keys.ts';
import type { Write } from '#shared/data/table/transact.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';

/** Reads an organisation's item. An item of an earlier version has no roles, no version, and one key. */
export const organizationFromItem = (item: Record<string, unknown>): OrganizationRecord => {
  const stored = recordFromItem<Partial<OrganizationRecord> & Pick<OrganizationRecord, 'id' | 'slug' | 'name'>>(item);
  return { roles: {}, apiKeys: 1, version: 0, owners: new Set(), createdAt: '', ...stored };
};

const ifUnchanged = ({ version }: OrganizationRecord): Condition =>
  version === 0 ? ifAll(ifPresent, ifNone('version')) : ifEqual('version', version);

/**
 * Writes a changed organisation with its next version.
 * @param before as it was read: its version is the condition @param after with any version
 * @param also a further condition
 */
export const organizationWrite = (before: OrganizationRecord, after: OrganizationRecord, also?: Condition): Write => ({
  label: 'organization',
  Put: {
    Item: { ...after, ...keys.organization(after.id), version: before.version + 1 },
    ...(also === undefined ? ifUnchanged(before) : ifAll(ifUnchanged(before), also)),
  },
});

/** The condition that no right in the organisation has changed since it was read. */
export const organizationCheck = (before: OrganizationRecord): Write => ({
  label: 'organization',
  ConditionCheck: { Key: keys.organization(before.id), ...ifUnchanged(before) },
});

/** The condition that somebody is an owner, but not the only one. Without it an organisation could lose its last Owner. */
export const ifAnotherOwner = (id: string): Condition => ({
  ConditionExpression: 'contains(#owners, :owner) AND size(#owners) > :last',
  ExpressionAttributeNames: { '#owners': 'owners' },
  ExpressionAttributeValues: { ':owner': id, ':last': 1 },
});
