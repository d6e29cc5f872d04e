import { getDelivery } from '#shared/contract/endpoints/deliveries.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentDelivery } from '#shared/domain/deliveries/present-delivery.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { findDelivery } from '#shared/http/find-delivery.ts';
import { readVisible } from '#shared/http/read-visible.ts';
import { ok } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Reads a delivery with its whole trace. */
export const handler = endpoint(
  getDelivery,
  async ({ principal, params, now }) => {
    const [, delivery] = await Promise.all([
      readVisible(principal, getDelivery.access.permission, params.projectId, readProject),
      findDelivery(principal, params, now),
    ]);
    if (delivery === null) throw notFound();
    // A delivery never changes, so it has only one version.
    return ok(presentDelivery(delivery), 1);
  },
  { config: ['TABLE_NAME'] },
);
