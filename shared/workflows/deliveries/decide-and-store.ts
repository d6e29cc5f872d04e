import type { WebhookAnswer } from '#shared/contract/webhook.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { type DeliveryEffects, storeDelivery } from '#shared/data/deliveries/store-delivery.ts';
import type { OrderedConfiguration } from '#shared/data/projects/read-project.ts';
import { RefusedWrite } from '#shared/data/table/refused-write.ts';
import { requesterOf } from '#shared/domain/access/requester.ts';
import { refuseAll } from '#shared/domain/deliveries/decide.ts';
import { deploys } from '#shared/domain/deliveries/deploys.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import { boundedEvent } from '#shared/domain/records/git-event.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { judgeDelivery, learnt } from './judge-delivery.ts';

/** What is known of a delivery before it is decided. */
export type Undecided = Pick<
  DeliveryRecord,
  'id' | 'provider' | 'providerDeliveryId' | 'event' | 'receivedAt' | 'generation' | 'redeliveryOf' | 'source' | 'told'
>;

/** What was told, with every text held to its limit. */
const boundedTold = (told: DeliveryRecord['told']): DeliveryRecord['told'] =>
  told === null ? null : { repository: told.repository, changes: told.changes.map(boundedEvent) };

/** An answer, and whether it is one of 202: a deployment was queued, or now waits. */
export type Verdict = { readonly answer: WebhookAnswer; readonly queued: boolean };

const noEffects: DeliveryEffects = {
  deployments: [],
  environments: [],
  superseded: [],
  heads: [],
  learnt: null,
  unsure: null,
  mutation: null,
};

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
  const told = boundedTold(delivery.told);
  const requester = mutation === null ? null : requesterOf(mutation.principal);
  const { event, decision, effects } = judgeDelivery(found, repository, told, told?.changes ?? [], delivery, requester);
  const answer: WebhookAnswer = {
    deliveryId: delivery.id,
    decision: decision.outcome,
    reason: decision.reason,
    deployments: effects.deployments.map((deployment) => deployment.id),
  };
  const record: DeliveryRecord = {
    ...delivery,
    told,
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
  try {
    const { known } = await storeDelivery(record, {
      ...effects,
      learnt: isFresh ? learnt(repository, told, delivery.generation) : null,
      mutation,
    });
    if (known !== null) return { answer: known.answer, queued: false };
  } catch (error) {
    // A person gets the refusal as the answer; a provider would send the same again until it gives the hook up.
    if (!(error instanceof RefusedWrite) || mutation !== null) throw error;
    return storeRefused(record, found);
  }
  return { answer, queued: deploys(answer.decision) && answer.deployments.length > 0 };
};

/** Records a delivery whose effects the table does not take: it is ignored, with the reason. */
const storeRefused = async (delivery: DeliveryRecord, { project }: OrderedConfiguration): Promise<Verdict> => {
  const reason = 'What this delivery tells does not fit into the record of a deployment. Deploy the commit by hand.';
  const decision = refuseAll(project, 'event_not_used', reason);
  const answer: WebhookAnswer = { deliveryId: delivery.id, decision: decision.outcome, reason, deployments: [] };
  const { known } = await storeDelivery({ ...delivery, told: null, decision, answer }, noEffects);
  return { answer: known?.answer ?? answer, queued: false };
};
