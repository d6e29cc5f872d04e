import type { Decision } from '#shared/contract/decision.ts';
import type { DeploymentId, EnvironmentId } from '#shared/contract/id.ts';
import type { WebhookAnswer } from '#shared/contract/webhook.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { type DeliveryEffects, type RepositoryUpdate, storeDelivery } from '#shared/data/deliveries/store-delivery.ts';
import { readDeployment } from '#shared/data/deployments/deployments.ts';
import type { ConfigurationWithHeads } from '#shared/data/projects/read-project.ts';
import { RefusedWrite } from '#shared/data/table/refused-write.ts';
import { requesterOf } from '#shared/domain/access/requester.ts';
import type { StateWithHeads } from '#shared/domain/deliveries/applied-changes.ts';
import { refuseAll } from '#shared/domain/deliveries/evaluate-mappings.ts';
import { firstAnswer, replayAnswer } from '#shared/domain/deliveries/webhook-answer.ts';
import type { DeliveryRecord } from '#shared/domain/records/delivery.ts';
import type { DeploymentRecord } from '#shared/domain/records/deployment.ts';
import { boundedEvent } from '#shared/domain/records/git-event.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { Requester } from '#shared/domain/records/requester.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { type DecidedDelivery, decideDelivery, repositoryUpdateOf } from './decide-delivery.ts';

/** A delivery before it is decided. */
export type UndecidedDelivery = Pick<
  DeliveryRecord,
  | 'id'
  | 'provider'
  | 'providerDeliveryId'
  | 'event'
  | 'receivedAt'
  | 'generation'
  | 'redeliveryOf'
  | 'source'
  | 'payload'
>;

/** The payload, with every text cut to its limit. */
const boundedPayload = (payload: DeliveryRecord['payload']): DeliveryRecord['payload'] =>
  payload === null ? null : { repository: payload.repository, changes: payload.changes.map(boundedEvent) };

/** The answer to a delivery, and whether it is a 202: a deployment was queued or waits. */
export type DeliveryResult = { readonly answer: WebhookAnswer; readonly queued: boolean };

const noEffects: DeliveryEffects = {
  deployments: [],
  environments: [],
  superseded: [],
  heads: [],
  repositoryUpdate: null,
  repositoryToReconcile: null,
  mutation: null,
};

/**
 * Decides a delivery from the configuration that was read, and stores it with its effects in one transaction.
 * @param mutation of the person who asked for it; null for a provider's delivery or a reconciliation
 * @param deploysTo is asked for each environment that it would deploy to, before anything is stored, and may throw
 * @throws ConditionFailed, Contention if another change was faster: read and decide again
 */
export const decideAndStoreDelivery = async (
  found: ConfigurationWithHeads & Pick<StateWithHeads, 'compared'>,
  repository: RepositoryRecord,
  delivery: UndecidedDelivery,
  mutation: Mutation | null,
  deploysTo: (environmentId: EnvironmentId) => void = () => undefined,
): Promise<DeliveryResult> => {
  const payload = boundedPayload(delivery.payload);
  const requester = mutation === null ? null : requesterOf(mutation.principal);
  const { event, decision, effects } = await decided(found, repository, { ...delivery, payload }, requester);
  for (const id of environmentsOf(decision, effects.deployments)) deploysTo(id);
  const answer: DeliveryRecord['answer'] = {
    deliveryId: delivery.id,
    decision: decision.outcome,
    reason: decision.reason,
    deployments: effects.deployments.map((deployment) => deployment.id),
  };
  const record: DeliveryRecord = {
    ...delivery,
    payload,
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
      repositoryUpdate: isFresh ? updateOf(found, repository, record) : null,
      mutation,
    });
    if (known !== null) return { answer: replayAnswer(known.answer), queued: false };
  } catch (error) {
    // A person gets the refusal as the answer; a provider would send the same again until it gives the hook up.
    if (!(error instanceof RefusedWrite) || mutation !== null) throw error;
    return storeRefused(record, found);
  }
  return { answer: firstAnswer(answer), queued: effects.deployments.some(({ status }) => status !== 'superseded') };
};

/** Where a delivery deploys, at once or once it need not wait any more. */
const environmentsOf = (
  { outcome, environmentId }: Decision,
  deployments: readonly DeploymentRecord[],
): ReadonlySet<EnvironmentId> =>
  new Set([
    ...deployments.map((deployment) => deployment.environmentId),
    ...(environmentId !== null && (outcome === 'deploy' || outcome === 'hold') ? [environmentId] : []),
  ]);

/** What a delivery changes of the connection, and of the project, which repeats its name. */
const updateOf = (
  { project }: ConfigurationWithHeads,
  before: RepositoryRecord,
  { payload, generation, receivedAt }: DeliveryRecord,
): RepositoryUpdate | null => {
  const after = repositoryUpdateOf(before, payload, generation);
  if (after === null) return null;
  const isShown = after.fullName !== before.fullName || after.branch !== before.branch;
  return { before, after, project: isShown ? withSummary(project, after, receivedAt, null) : null };
};

/**
 * Decides a delivery. The record of an earlier merge is read only if the delivery shows that this merge is the newest,
 * which is rare: one more call. Source: docs/design/branch-order.md, "Judging again".
 */
const decided = async (
  found: ConfigurationWithHeads & Pick<StateWithHeads, 'compared'>,
  repository: RepositoryRecord,
  delivery: UndecidedDelivery,
  requester: Requester | null,
): Promise<DecidedDelivery> => {
  const { payload } = delivery;
  const records = new Map<DeploymentId, DeploymentRecord | null>();
  for (;;) {
    const changes = payload?.changes ?? [];
    const made = decideDelivery({ ...found, records }, repository, payload, changes, delivery, requester);
    const [id] = made.missing;
    if (id === undefined) return made;
    records.set(id, await readDeployment(repository.organizationId, repository.projectId, id));
  }
};

/** Records a delivery whose effects the table does not take: it is ignored, with the reason. */
const storeRefused = async (delivery: DeliveryRecord, { project }: ConfigurationWithHeads): Promise<DeliveryResult> => {
  const reason = 'What this delivery tells does not fit into the record of a deployment. Deploy the commit by hand.';
  const decision = refuseAll(project, 'event_not_used', reason);
  const answer = { deliveryId: delivery.id, decision: decision.outcome, reason, deployments: [] };
  const { known } = await storeDelivery({ ...delivery, payload: null, decision, answer }, noEffects);
  return { answer: known === null ? firstAnswer(answer) : replayAnswer(known.answer), queued: false };
};
