import { deliveryIdOf } from '#shared/data/items/delivery-id.ts';
import { readForOneBranch } from '#shared/data/projects/read-project.ts';
import { type ConfirmedMerge, type RemoteHead, remoteEvent } from '#shared/domain/reconcile/remote-heads.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { decideAndStore, type Verdict } from '#shared/workflows/deliveries/decide-and-store.ts';
import { deliveryDeadline, persistently } from '#shared/workflows/deliveries/persistently.ts';

/**
 * Decides a head that the remote has and no delivery told of, as if its delivery had come, and stores it as one that
 * the sweep made.
 * Source: docs/design/branch-order.md, "Comparing with the remote".
 * @param version of the branch that was read before the remote was asked: where it has changed since, a delivery knows more
 * @param merge how it came there, where the provider's API has told @param now RFC 3339
 * @returns null where a delivery, or the end of the connection, was faster
 * @throws Problem `service_unavailable` where other changes were faster every time
 */
export const decideLostPush = (
  repository: RepositoryRecord,
  lost: RemoteHead,
  version: number,
  merge: ConfirmedMerge | null,
  now: string,
): Promise<Verdict | null> =>
  persistently(async () => {
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
      told: { repository: null, changes: [remoteEvent(lost, merge)] },
    } as const;
    return decideAndStore(found, present, delivery, null);
  }, deliveryDeadline());
