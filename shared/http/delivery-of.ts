import { DeliveryId, ProjectId } from '#shared/contract/id.ts';
import { readDelivery } from '#shared/data/deliveries/deliveries.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { isExpired } from '#shared/domain/deliveries/delivery-limits.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';

/**
 * Reads the delivery that a path names. Whether its project may be seen is for the caller to ask.
 * @param now RFC 3339: TTL deletes days late, and what has expired is not found
 * @returns null where there is none, or its id is malformed
 */
export const deliveryOf = async (
  principal: Principal,
  params: { readonly projectId: string; readonly deliveryId: string },
  now: string,
): Promise<DeliveryRecord | null> => {
  const project = ProjectId.safeParse(params.projectId);
  const id = DeliveryId.safeParse(params.deliveryId);
  if (!project.success || !id.success) return null;
  const delivery = await readDelivery(principal.organization.id, project.data, id.data);
  // The table finds a delivery by the part of its id that is not its time.
  return delivery === null || delivery.id !== id.data || isExpired(delivery, now) ? null : delivery;
};
