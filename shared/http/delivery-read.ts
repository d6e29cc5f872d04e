import { DeliveryId, type OrganizationId, type ProjectId } from '#shared/contract/id.ts';
import { readDelivery } from '#shared/data/deliveries/deliveries.ts';
import { isExpired } from '#shared/domain/deliveries/delivery-limits.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';

/**
 * The read of one delivery.
 * @param deliveryId from the path, unchecked
 * @param now RFC 3339, to leave out an expired delivery: TTL deletes it days late
 * @returns a read that gives null if the delivery does not exist or its id is malformed
 */
export const deliveryRead =
  (deliveryId: string, now: string) =>
  async (organization: OrganizationId, project: ProjectId): Promise<DeliveryRecord | null> => {
    const id = DeliveryId.safeParse(deliveryId);
    if (!id.success) return null;
    const delivery = await readDelivery(organization, project, id.data);
    // The table finds a delivery by the random part of its id, so the whole id is compared.
    return delivery === null || delivery.id !== id.data || isExpired(delivery, now) ? null : delivery;
  };
