import type { ApiKey } from '#shared/contract/api-key.ts';
import type { ApiKeyRecord } from '#shared/domain/records/api-key.ts';
import { systemRoles } from './system-roles.ts';

/** What the text of a key begins with, before its secret. Source: docs/design/security-model.md, "API keys". */
const prefixOf = (id: string): string => `ocore_${id.slice('key_'.length)}`;

/** An API key as the API returns it. @param now RFC 3339 */
export const presentApiKey = (key: ApiKeyRecord, now: string): ApiKey => ({
  id: key.id,
  name: key.name,
  prefix: prefixOf(key.id),
  permissions: [...(key.role === 'owner' ? systemRoles.owner.permissions : key.permissions)],
  projectIds: key.projectIds === null ? null : [...key.projectIds],
  environmentIds: key.environmentIds === null ? null : [...key.environmentIds],
  createdBy: key.creatorId,
  createdByName: key.creatorName,
  createdAt: key.createdAt,
  expiresAt: key.expiresAt,
  lastUsedAt: key.lastUsedAt,
  previousSecretUntil: key.previousUntil !== null && key.previousUntil > now ? key.previousUntil : null,
  role: key.role === 'owner' ? 'owner' : null,
});
