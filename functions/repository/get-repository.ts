import { getRepository } from '#shared/contract/endpoints/repository.ts';
import { readLastDelivery } from '#shared/data/deliveries/deliveries.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { presentRepository } from '#shared/domain/repository/present-repository.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { requireRepository } from '#shared/http/require-resource.ts';

/** Reads the connected repository, its key and webhook, and the next steps. */
export const handler = endpoint(
  getRepository,
  async ({ readVisibleBeside, publicUrl }) => {
    const [found, lastDelivery] = await readVisibleBeside(readProjectAndRepository, readLastDelivery);
    const repository = requireRepository(found.repository);
    return ok(presentRepository(repository, { publicUrl, lastDelivery, secret: null }), repository.version);
  },
  { config: ['TABLE_NAME'] },
);
