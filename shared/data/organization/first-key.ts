import { type AuditSource, auditWrite } from '#shared/data/audit/mutation.ts';
import { ifKeyUnchanged, keyPointerItem, newApiKeyWrites } from '#shared/data/items/api-key-item.ts';
import { organizationWrite } from '#shared/data/items/organization-item.ts';
import { ifAbsent } from '#shared/data/table/conditions.ts';
import { keys } from '#shared/data/table/keys.ts';
import { transact, type Write } from '#shared/data/table/transact.ts';
import { secretHashes } from '#shared/domain/access/secret-hashes.ts';
import type { ApiKeyRecord, StartSecret } from '#shared/domain/records/api-key.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';

const newSecretWrites = (before: ApiKeyRecord, after: ApiKeyRecord): Write[] => [
  {
    label: 'key',
    Put: { Item: { ...after, ...keys.apiKey(after.organizationId, after.id) }, ...ifKeyUnchanged(before) },
  },
  ...after.hashes.map(
    (hash): Write => ({ label: 'key-hash', Put: { Item: keyPointerItem(after, hash, null), ...ifAbsent } }),
  ),
  ...secretHashes(before).map((hash): Write => ({ label: 'key-hash', Delete: { Key: keys.apiKeyByHash(hash) } })),
];

/**
 * Writes the first key of an organisation with a new secret. Its earlier secrets end at once.
 * @param organization as it was read @param before null if it was revoked: a new one is an Owner from now on
 * @throws ConditionFailed with `organization` or `key` if another change was faster
 */
export const saveFirstKey = async (
  organization: OrganizationRecord,
  before: ApiKeyRecord | null,
  after: ApiKeyRecord,
  source: AuditSource,
): Promise<void> =>
  transact([
    organizationWrite(organization, {
      ...organization,
      owners: new Set([...organization.owners, after.id]),
      apiKeys: organization.apiKeys + (before === null ? 1 : 0),
    }),
    ...(before === null ? newApiKeyWrites(after) : newSecretWrites(before, after)),
    auditWrite(organization.id, source, {
      action: before === null ? 'api-key.created' : 'api-key.rotated',
      resourceId: after.id,
      resourceName: after.name,
      projectId: null,
      changes: before === null ? { name: { from: null, to: after.name } } : {},
    }),
  ]);

/**
 * Gives the first key a further secret, which replaces that of the last start. Its other secrets stay as they are.
 * @param before as it was read
 * @throws ConditionFailed with `key` if another change was faster
 */
export const saveStartSecret = async (
  before: ApiKeyRecord,
  startSecret: StartSecret,
  source: AuditSource,
): Promise<void> => {
  const after = { ...before, startSecret, version: before.version + 1 };
  const { hash, until } = startSecret;
  return transact([
    {
      label: 'key',
      Put: { Item: { ...after, ...keys.apiKey(after.organizationId, after.id) }, ...ifKeyUnchanged(before) },
    },
    { label: 'key-hash', Put: { Item: keyPointerItem(after, hash, until), ...ifAbsent } },
    ...(before.startSecret === null
      ? []
      : [{ label: 'key-hash', Delete: { Key: keys.apiKeyByHash(before.startSecret.hash) } } satisfies Write]),
    auditWrite(after.organizationId, source, {
      action: 'api-key.start-link-used',
      resourceId: after.id,
      resourceName: after.name,
      projectId: null,
      changes: {},
    }),
  ]);
};
