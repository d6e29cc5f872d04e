import type { WebhookAnswer } from '../contract/webhook.ts';
import type { Mutation } from '../data/mutation.ts';
import type { OrderedConfiguration } from '../data/read-project.ts';
import { storeDelivery } from '../data/store-delivery.ts';
import { deploys } from '../domain/deploys.ts';
import type { DeliveryRecord, RepositoryRecord } from '../domain/records.ts';
import { judgeDelivery, learnt } from './judge-delivery.ts';

/** What is known of a delivery before it is decided. */
export type Undecided = Pick<
  DeliveryRecord,
  'id' | 'provider' | 'providerDeliveryId' | 'event' | 'receivedAt' | 'generation' | 'redeliveryOf' | 'source' | 'told'
>;

/** An answer, and whether it is one of 202: a deployment was queued, or now waits. */
export type Verdict = { readonly answer: WebhookAnswer; readonly queued: boolean };

/**
 * Decides a delivery on the configuration that was read, and stores it with its effects in one transaction.
 * @param mutation of the person who asked for it; null where a provider or the sweep did
 * @throws ConditionFailed, Contention where another change was faster: read and decide again
 */
export const decideAndStore = async (
  found: OrderedConfiguration,
  repository: RepositoryRecord,
  delivery: Undecided,
  mutation: Mutation | null,
): Promise<Verdict> => {
  const { told } = delivery;
  const { event, decision, effects } = judgeDelivery(found, repository, told, told?.changes ?? [], delivery);
  const answer: WebhookAnswer = {
    deliveryId: delivery.id,
    decision: decision.outcome,
    reason: decision.reason,
    deployments: effects.deployments.map((deployment) => deployment.id),
  };
  const record: DeliveryRecord = {
    ...delivery,
    organizationId: repository.organizationId,
    projectId: repository.projectId,
    ref: event.ref,
    before: event.before,
    after: event.after,
    durationMs: Math.max(0, Date.now() - Date.parse(delivery.receivedAt)),
    decision,
    answer,
  };
  const isFresh = delivery.source === 'delivery';
  const { known } = await storeDelivery(record, {
    ...effects,
    learnt: isFresh ? learnt(repository, told, delivery.generation) : null,
    mutation,
  });
  if (known !== null) return { answer: known.answer, queued: false };
  return { answer, queued: deploys(answer.decision) && answer.deployments.length > 0 };
};
