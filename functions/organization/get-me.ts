import { getMe } from '#shared/contract/endpoints/organization.ts';
import type { Me } from '#shared/contract/me.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';

/** Returns the caller. */
export const handler = endpoint(getMe, async ({ principal }) => {
  const me: Me = {
    principal: { id: principal.id, kind: principal.kind, name: principal.name },
    organization: principal.organization,
    permissions: [...principal.permissions],
    organizations: [...principal.organizations],
  };
  return answer(me);
});
