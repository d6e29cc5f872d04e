import { listPermissions } from '#shared/contract/endpoints/roles.ts';
import { describedPermissions } from '#shared/domain/access/describe-permission.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';

/** Lists all permissions. They are the same for every organisation. */
export const handler = endpoint(listPermissions, async () => answer({ permissions: describedPermissions() }), {
  config: ['TABLE_NAME'],
});
