import { getRepository } from '#shared/contract/endpoints/repository.ts';
import { ProjectId } from '#shared/contract/id.ts';
import { readLastDelivery } from '#shared/data/deliveries/deliveries.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { presentRepository } from '#shared/domain/repository/present-repository.ts';
import { connected } from '#shared/http/connected.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';

/** Reads the connected repository, its key and webhook, and what is still to do. */
export const handler = endpoint(
  getRepository,
  async ({ principal, params, publicUrl }) => {
    const id = ProjectId.safeParse(params.projectId);
    const [found, lastDelivery] = await Promise.all([
      visible(principal, getRepository.access.permission, params.projectId, readProjectAndRepository),
      id.success ? readLastDelivery(principal.organization.id, id.data) : null,
    ]);
    const repository = connected(found.repository);
    return ok(presentRepository(repository, { publicUrl, lastDelivery, secret: null }), repository.version);
  },
  { config: ['TABLE_NAME'] },
);
