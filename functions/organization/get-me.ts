import { getMe } from '#shared/contract/endpoints/organization.ts';
import type { Me, Organization } from '#shared/contract/me.ts';
import { readOrganizations } from '#shared/data/organization/organizations.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Returns the caller. A caller in several organisations need not name one. */
export const handler = endpoint(
  getMe,
  async ({ principal }) => {
    const found = await readOrganizations(principal.organizations.map(({ id }) => id));
    const organizations = found.map(({ id, slug, name }): Organization => ({ id, slug, name }));
    const organization = organizations.find(({ id }) => id === principal.organization?.id) ?? null;
    if (organization === null && principal.organization !== null) throw notFound();
    const me: Me = {
      principal: { id: principal.id, kind: principal.kind, name: principal.name },
      organization,
      permissions: [...principal.permissions],
      organizations,
    };
    return answer(me);
  },
  { config: ['TABLE_NAME'] },
);
