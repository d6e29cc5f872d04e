import { ulid } from 'ulid';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { deliveryIdOf } from '#shared/data/items/delivery-id.ts';
import type { OrderedConfiguration } from '#shared/data/projects/read-project.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { decideAndStore, type Verdict } from './decide-and-store.ts';

/** The branches and tags that a stored delivery is about, by their full refs. */
export const refsOfDelivery = ({ told }: DeliveryRecord): readonly string[] => [
  ...new Set((told?.changes ?? []).flatMap(({ ref }) => (ref === null ? [] : [ref]))),
];

/**
 * Runs a stored delivery again as a new one, on the configuration that was read.
 * Source: docs/design/deciding-a-push.md, "Redelivering".
 * @throws ConditionFailed, Contention where another change was faster: read and decide again
 */
export const redeliver = (
  found: OrderedConfiguration,
  repository: RepositoryRecord,
  stored: DeliveryRecord,
  mutation: Mutation,
): Promise<Verdict> => {
  const { now } = mutation;
  const { provider, providerDeliveryId, event, generation, told } = stored;
  const id = deliveryIdOf(repository.connectionId, `redelivery/${ulid(Date.parse(now))}`, now);
  const again = { id, provider, providerDeliveryId, event, generation, told, receivedAt: now } as const;
  return decideAndStore(found, repository, { ...again, redeliveryOf: stored.id, source: 'redelivery' }, mutation);
};
