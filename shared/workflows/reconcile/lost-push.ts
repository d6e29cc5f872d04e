import { deliveryIdOf } from '#shared/data/items/delivery-id.ts';
import { readForOneBranch } from '#shared/data/projects/read-project.ts';
import type { RemoteHead } from '#shared/domain/reconcile/remote-heads.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { type DeliveryResult, decideAndStoreDelivery } from '#shared/workflows/deliveries/decide-and-store-delivery.ts';
import { deliveryDeadline, retryUntilDeadline } from '#shared/workflows/deliveries/retry-until-deadline.ts';

/**
 * Decides a remote head whose delivery was lost, as if the delivery had arrived. It is stored as a delivery with the
 * source `reconcile`.
 * Source: docs/design/branch-order.md, "Comparing with the remote".
 * @param version of the branch head that was read before the remote was listed. If it has changed since, a delivery
 * knows more
 * @param changes the events that the lost deliveries would have reported
 * @param now RFC 3339
 * @returns null if a delivery or the end of the connection was faster
 * @throws Problem `service_unavailable` if other changes were faster every time
 */
export const decideLostPush = (
  repository: RepositoryRecord,
  lost: RemoteHead,
  version: number,
  changes: readonly GitEvent[],
  now: string,
): Promise<DeliveryResult | null> =>
  retryUntilDeadline(async () => {
    const { organizationId, projectId, connectionId } = repository;
    const found = await readForOneBranch(organizationId, projectId, lost.ref, now);
    const present = found?.repository ?? null;
    if (found === null || present === null || present.connectionId !== connectionId) return null;
    if (present.status === 'disconnecting' || (found.heads.get(lost.ref)?.version ?? 0) !== version) return null;
    const delivery = {
      id: deliveryIdOf(connectionId, `reconcile/${lost.ref}/${version}/${lost.commit}`, now),
      provider: present.provider,
      providerDeliveryId: null,
      event: 'reconcile',
      receivedAt: now,
      generation: present.generation,
      redeliveryOf: null,
      source: 'reconcile',
      payload: { repository: null, changes },
    } as const;
    return decideAndStoreDelivery(found, present, delivery, null);
  }, deliveryDeadline());
