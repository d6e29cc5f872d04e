import type { ApiKeyId } from '#shared/contract/id.ts';
import type { Organization } from '#shared/contract/me.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import type { OrganizationRecord } from '#shared/domain/records/organization.ts';

/** A new organisation, with its first API key as the only Owner. @param hash the SHA-256 of the key @param now RFC 3339 */
export const newOrganizationWithKey = (
  organization: Organization,
  keyId: ApiKeyId,
  hash: string,
  now: string,
): { readonly organization: OrganizationRecord; readonly apiKey: ApiKeyRecord } => ({
  organization: { ...organization, owners: new Set([keyId]), roles: {}, apiKeys: 1, createdAt: now, version: 1 },
  apiKey: {
    organizationId: organization.id,
    id: keyId,
    name: 'First key',
    hashes: [hash],
    previousUntil: null,
    startSecret: null,
    role: 'owner',
    permissions: [],
    projectIds: null,
    environmentIds: null,
    creatorId: null,
    creatorName: null,
    createdAt: now,
    expiresAt: null,
    lastUsedAt: null,
    version: 1,
  },
});
