import { getDelivery } from '#shared/contract/endpoints/deliveries.ts';
import { DeliveryId, ProjectId } from '#shared/contract/id.ts';
import { readDelivery } from '#shared/data/deliveries.ts';
import { readProject } from '#shared/data/read-project.ts';
import { isExpired } from '#shared/domain/delivery-limits.ts';
import { presentDelivery } from '#shared/domain/present-delivery.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';
import { visible } from '#shared/http/visible.ts';

/** Reads a delivery with its whole trace. */
export const handler = endpoint(
  getDelivery,
  async ({ principal, params, now }) => {
    const project = ProjectId.safeParse(params.projectId);
    const id = DeliveryId.safeParse(params.deliveryId);
    const [, delivery] = await Promise.all([
      visible(principal, getDelivery.access.permission, params.projectId, readProject),
      project.success && id.success ? readDelivery(principal.organization.id, project.data, id.data) : null,
    ]);
    // The table finds a delivery by the part of its id that is not its time.
    if (delivery === null || delivery.id !== params.deliveryId || isExpired(delivery, now)) throw notFound();
    // It never changes: there is but one version.
    return ok(presentDelivery(delivery), 1);
  },
  { config: ['TABLE_NAME'] },
);
