import { getDelivery } from '#shared/contract/endpoints/deliveries.ts';
import { readProject } from '#shared/data/projects/read-project.ts';
import { presentDelivery } from '#shared/domain/deliveries/present-delivery.ts';
import { deliveryOf } from '#shared/http/delivery-of.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';
import { visible } from '#shared/http/visible.ts';

/** Reads a delivery with its whole trace. */
export const handler = endpoint(
  getDelivery,
  async ({ principal, params, now }) => {
    const [, delivery] = await Promise.all([
      visible(principal, getDelivery.access.permission, params.projectId, readProject),
      deliveryOf(principal, params, now),
    ]);
    if (delivery === null) throw notFound();
    // It never changes: there is but one version.
    return ok(presentDelivery(delivery), 1);
  },
  { config: ['TABLE_NAME'] },
);
