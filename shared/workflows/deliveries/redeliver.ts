import { ulid } from 'ulid';
import type { EnvironmentId } from '#shared/contract/id.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { deliveryIdOf } from '#shared/data/items/delivery-id.ts';
import type { ConfigurationWithHeads } from '#shared/data/projects/read-project.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { type DeliveryResult, decideAndStoreDelivery } from './decide-and-store-delivery.ts';

/**
 * Runs a stored delivery again as a new delivery, with the configuration that was read.
 * Source: docs/design/deciding-a-push.md, "Redelivering".
 * @param deploysTo is asked for each environment that it would deploy to, before anything is stored, and may throw
 * @throws ConditionFailed, Contention if another change was faster: read and decide again
 */
export const redeliver = (
  found: ConfigurationWithHeads,
  repository: RepositoryRecord,
  stored: DeliveryRecord,
  mutation: Mutation,
  deploysTo: (environmentId: EnvironmentId) => void,
): Promise<DeliveryResult> => {
  const { now } = mutation;
  const { provider, providerDeliveryId, event, generation, payload } = stored;
  const id = deliveryIdOf(repository.connectionId, `redelivery/${ulid(Date.parse(now))}`, now);
  const again = { id, provider, providerDeliveryId, event, generation, payload, receivedAt: now } as const;
  return decideAndStoreDelivery(
    found,
    repository,
    { ...again, redeliveryOf: stored.id, source: 'redelivery' },
    mutation,
    deploysTo,
  );
};
