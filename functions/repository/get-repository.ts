import { getRepository } from '#shared/contract/endpoints/repository.ts';
import { ProjectId } from '#shared/contract/id.ts';
import { readLastDelivery } from '#shared/data/deliveries/deliveries.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { presentRepository } from '#shared/domain/repository/present-repository.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { readVisible } from '#shared/http/read-visible.ts';
import { ok } from '#shared/http/reply.ts';
import { requireRepository } from '#shared/http/require-repository.ts';

/** Reads the connected repository, its key and webhook, and the next steps. */
export const handler = endpoint(
  getRepository,
  async ({ principal, params, publicUrl }) => {
    const id = ProjectId.safeParse(params.projectId);
    const [found, lastDelivery] = await Promise.all([
      readVisible(principal, getRepository.access.permission, params.projectId, readProjectAndRepository),
      id.success ? readLastDelivery(principal.organization.id, id.data) : null,
    ]);
    const repository = requireRepository(found.repository);
    return ok(presentRepository(repository, { publicUrl, lastDelivery, secret: null }), repository.version);
  },
  { config: ['TABLE_NAME'] },
);
