import { getDelivery } from '#shared/contract/endpoints/deliveries.ts';
import { readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { presentDelivery } from '#shared/domain/deliveries/present-delivery.ts';
import { deliveryRead } from '#shared/http/delivery-read.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { ok } from '#shared/http/reply.ts';
import { notFound } from '#shared/http/require-permission.ts';

/** Reads a delivery with its whole trace. */
export const handler = endpoint(
  getDelivery,
  async ({ readVisibleBeside, params, now }) => {
    const [{ repository }, delivery] = await readVisibleBeside(
      readProjectAndRepository,
      deliveryRead(params.deliveryId, now),
    );
    if (delivery === null) throw notFound();
    // A delivery never changes, so it has only one version.
    return ok(presentDelivery(delivery, repository), 1);
  },
  { config: ['TABLE_NAME'] },
);
