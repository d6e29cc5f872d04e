import { findApiKey, touchApiKey } from '#shared/data/organization/api-keys.ts';
import { rightsOfKey } from '#shared/domain/access/rights.ts';
import { membershipBits } from '#shared/domain/access/token-principal.ts';
import { hashApiKey, isApiKey } from './api-key.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** API keys. An organisation's first key acts as Owner. Source: docs/design/security-model.md, "API keys". */
export const apiKeyIssuer: TokenIssuer = {
  recognises: (token) => token.startsWith('ocore_'),
  async resolve(token, now) {
    if (!isApiKey(token)) return null;
    const holder = await findApiKey(hashApiKey(token), now);
    if (holder === null) return null;
    const { apiKey, organization, creator, until } = holder;
    const rights = rightsOfKey(apiKey, creator);
    if (rights === null) return null;
    await touchApiKey(apiKey, now);
    return {
      kind: 'apiKey',
      name: apiKey.name,
      until,
      memberships: [[organization.id, apiKey.id, organization.slug, membershipBits(rights, creator), apiKey.creatorId]],
      projectIds: apiKey.projectIds === null ? null : [...apiKey.projectIds],
      environmentIds: apiKey.environmentIds === null ? null : [...apiKey.environmentIds],
    };
  },
};
