import { DeliveryId, ProjectId } from '#shared/contract/id.ts';
import { readDelivery } from '#shared/data/deliveries/deliveries.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { isExpired } from '#shared/domain/deliveries/delivery-limits.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';

/**
 * Finds the delivery that a path names. The caller must check that its project is visible.
 * @param now RFC 3339, to leave out an expired delivery: TTL deletes it days late
 * @returns null if it does not exist or its id is malformed
 */
export const findDelivery = async (
  principal: Principal,
  params: { readonly projectId: string; readonly deliveryId: string },
  now: string,
): Promise<DeliveryRecord | null> => {
  const project = ProjectId.safeParse(params.projectId);
  const id = DeliveryId.safeParse(params.deliveryId);
  if (!project.success || !id.success) return null;
  const delivery = await readDelivery(principal.organization.id, project.data, id.data);
  // The table finds a delivery by the random part of its id, so the whole id is compared.
  return delivery === null || delivery.id !== id.data || isExpired(delivery, now) ? null : delivery;
};
