import type { OrganizationId } from '#shared/contract/id.ts';
import { changedFields, type Mutation, mutationWrites } from '#shared/data/audit/mutation.ts';
import { ifKeyUnchanged, keyPointerItem, newApiKeyWrites } from '#shared/data/items/api-key-item.ts';
import { organizationCheck, organizationWrite } from '#shared/data/items/organization-item.ts';
import { type Condition, ifAbsent } from '#shared/data/table/conditions.ts';
import { keys } from '#shared/data/table/keys.ts';
import { transact, type Write } from '#shared/data/table/transact.ts';
import type { Rotation } from '#shared/domain/access/rotate-api-key.ts';
import { secretHashes } from '#shared/domain/access/secret-hashes.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';
import { departureWrite } from './departures.ts';

const shown = ['name', 'permissions', 'projectIds', 'environmentIds', 'expiresAt'] as const;

const audit = (
  organization: OrganizationId,
  mutation: Mutation,
  action: `api-key.${string}`,
  before: ApiKeyRecord | null,
  after: ApiKeyRecord | null,
  status: number,
): Write[] =>
  mutationWrites(
    organization,
    mutation,
    {
      action,
      resourceId: (after ?? before)?.id ?? '',
      resourceName: (after ?? before)?.name ?? null,
      projectId: null,
      changes: changedFields(before, after, [...shown, 'previousUntil']),
    },
    status,
  );

/**
 * Writes a new API key. What expires does so for good, so that its departure is put up with it.
 * @param organization as it was read: the creator's rights were decided from it
 * @throws ConditionFailed with `organization` if a right in it has changed
 */
export const insertApiKey = (organization: OrganizationRecord, key: ApiKeyRecord, mutation: Mutation): Promise<void> =>
  transact([
    organizationWrite(organization, { ...organization, apiKeys: organization.apiKeys + 1 }),
    ...newApiKeyWrites(key),
    ...(key.expiresAt === null ? [] : [departureWrite(organization.id, key.id, key.expiresAt)]),
    ...audit(organization.id, mutation, 'api-key.created', null, key, 201),
  ]);

const endSecret = (hash: string): Write => ({ label: 'key-hash', Delete: { Key: keys.apiKeyByHash(hash) } });

/**
 * Writes the new secret of a key.
 * @throws ConditionFailed with `organization` or `key` if another change was faster
 */
export const saveRotation = (
  organization: OrganizationRecord,
  before: ApiKeyRecord,
  { after, retiring, ended }: Rotation,
  mutation: Mutation,
): Promise<void> => {
  const [newest = ''] = after.hashes;
  const pointer = (hash: string, until: string | null, condition: Partial<Condition>): Write => ({
    label: 'key-hash',
    Put: { Item: keyPointerItem(after, hash, until), ...condition },
  });
  return transact([
    organizationCheck(organization),
    {
      label: 'key',
      Put: { Item: { ...after, ...keys.apiKey(organization.id, after.id) }, ...ifKeyUnchanged(before) },
    },
    pointer(newest, null, ifAbsent),
    ...(retiring === null ? [] : [pointer(retiring, after.previousUntil, {})]),
    ...ended.map(endSecret),
    ...audit(organization.id, mutation, 'api-key.rotated', before, after, 201),
  ]);
};

const anotherOwner = (id: string): Condition => ({
  ConditionExpression: 'contains(#owners, :owner) AND size(#owners) > :last',
  ExpressionAttributeNames: { '#owners': 'owners' },
  ExpressionAttributeValues: { ':owner': id, ':last': 1 },
});

/**
 * Deletes a key and the pointers to it. The first key is no owner any more from then on.
 * @throws ConditionFailed with `organization` or `key` if another change was faster
 */
export const removeApiKey = (
  organization: OrganizationRecord,
  key: ApiKeyRecord,
  mutation: Mutation,
): Promise<void> => {
  const { owners } = organization;
  const left = { ...organization, apiKeys: organization.apiKeys - 1 };
  return transact([
    key.role === 'owner'
      ? organizationWrite(
          organization,
          { ...left, owners: new Set([...owners].filter((id) => id !== key.id)) },
          anotherOwner(key.id),
        )
      : organizationWrite(organization, left),
    { label: 'key', Delete: { Key: keys.apiKey(organization.id, key.id), ...ifKeyUnchanged(key) } },
    ...secretHashes(key).map(endSecret),
    departureWrite(organization.id, key.id, mutation.now),
    ...audit(organization.id, mutation, 'api-key.revoked', key, null, 204),
  ]);
};
