import { regenerateKey as row } from '#shared/contract/endpoints/repository.ts';
import { readLastDelivery } from '#shared/data/deliveries.ts';
import { optimistic } from '#shared/data/optimistic.ts';
import { readProjectAndRepository } from '#shared/data/read-project.ts';
import type { RepositoryRecord } from '#shared/domain/records.ts';
import { connected } from '#shared/http/connected.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { visible } from '#shared/http/visible.ts';
import { presentRepository } from '#shared/sagas/present-repository.ts';
import { regenerateKey } from '#shared/sagas/regenerate-key.ts';

const reply = async (repository: RepositoryRecord, publicUrl: string) => {
  const lastDelivery = await readLastDelivery(repository.organizationId, repository.projectId);
  return ok(presentRepository(repository, { publicUrl, lastDelivery, secret: null }), repository.version);
};

/** Makes a new deploy key. Source: manual, "Regenerating the Deploy Key". */
export const handler = endpoint(
  row,
  ({ principal, params, body, mutation, publicUrl }) =>
    optimistic(async () => {
      const found = await visible(principal, row.access.permission, params.projectId, readProjectAndRepository);
      const repository = connected(found.repository);
      return reply(await regenerateKey(repository, body.revokeNow, { ...mutation, idempotency: null }), publicUrl);
    }),
  {
    config: ['TABLE_NAME'],
    saga: { resourceId: ({ params }) => params.projectId },
    replay: async ({ principal, params, publicUrl }) => {
      const found = await visible(principal, row.access.permission, params.projectId, readProjectAndRepository);
      return reply(connected(found.repository), publicUrl);
    },
  },
);
