import { permissions } from '#shared/contract/permission.ts';
import { permissionBits } from '#shared/contract/permission-bits.ts';
import { findApiKey, touchApiKey } from '#shared/data/organization/organizations.ts';
import { hashApiKey, isApiKey } from './api-key.ts';
import type { TokenIssuer } from './token-issuer.ts';

/** API keys. An organisation's first key acts as Owner. Source: docs/design/security-model.md, "API keys". */
export const apiKeyIssuer: TokenIssuer = {
  recognises: (token) => token.startsWith('ocore_'),
  async resolve(token, now) {
    if (!isApiKey(token)) return null;
    const holder = await findApiKey(hashApiKey(token), now);
    if (holder === null) return null;
    const { apiKey, organization } = holder;
    await touchApiKey(apiKey, now);
    return {
      id: apiKey.id,
      kind: 'apiKey',
      name: apiKey.name,
      creatorId: apiKey.creatorId ?? null,
      memberships: [
        {
          id: organization.id,
          slug: organization.slug,
          name: organization.name,
          permissions: permissionBits(apiKey.role === 'owner' ? permissions : apiKey.permissions),
          unrestricted: apiKey.role === 'owner',
        },
      ],
    };
  },
};
