import type { OrganizationId } from '#shared/contract/id.ts';
import { newApiKeyWrites } from '#shared/data/items/api-key-item.ts';
import { organizationFromItem } from '#shared/data/items/organization-item.ts';
import { ifAbsent } from '#shared/data/table/conditions.ts';
import { keys } from '#shared/data/table/keys.ts';
import { readItems } from '#shared/data/table/read-items.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';

/**
 * Writes an organisation, its slug and its first API key, which acts as Owner, in one transaction.
 * @throws ConditionFailed with `slug` if the slug is taken
 */
export const insertOrganization = async (organization: OrganizationRecord, apiKey: ApiKeyRecord): Promise<void> =>
  transact([
    {
      label: 'organization',
      Put: { Item: { ...organization, ...keys.organization(organization.id) }, ...ifAbsent },
    },
    {
      label: 'slug',
      Put: { Item: { ...keys.slug(organization.slug), organizationId: organization.id }, ...ifAbsent },
    },
    ...newApiKeyWrites(apiKey),
  ]);

/** Reads organisations, in the order of the ids. Those that do not exist are left out. */
export const readOrganizations = async (ids: readonly OrganizationId[]): Promise<readonly OrganizationRecord[]> => {
  const items = await readItems(ids.map((id) => keys.organization(id)));
  const found = new Map(items.map((item) => [item.id, organizationFromItem(item)]));
  return ids.flatMap((id) => found.get(id) ?? []);
};
