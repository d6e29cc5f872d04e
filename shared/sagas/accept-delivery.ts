import { setTimeout as sleep } from 'node:timers/promises';
import type { Decision } from '../contract/decision.ts';
import { newId } from '../contract/new-id.ts';
import { Problem } from '../contract/problem.ts';
import type { WebhookAnswer } from '../contract/webhook.ts';
import { type DeliveryEffect, deliveryIdOf, storeDelivery } from '../data/deliveries.ts';
import { type ProjectConfiguration, readConfiguration } from '../data/read-project.ts';
import { backoff, ConditionFailed, Contention } from '../data/transact.ts';
import { acceptsGeneration } from '../domain/connection.ts';
import { decide, refuseAll } from '../domain/decide.ts';
import { firstLine } from '../domain/delivery-limits.ts';
import { acceptDeployment } from '../domain/deployment-slot.ts';
import type { GitEvent } from '../domain/git-event.ts';
import { newDeployment } from '../domain/new-deployment.ts';
import type { DeliveryRecord, RepositoryRecord } from '../domain/records.ts';
import { parseRef } from '../domain/ref.ts';
import type { ParsedDelivery } from '../providers/webhook-provider.ts';
import type { Hook } from '../secrets/hook-id.ts';

/** An authentic delivery, read as far as it can be. */
export type AuthenticDelivery = {
  readonly hook: Hook;
  readonly replayKey: string;
  readonly providerDeliveryId: string | null;
  /** What the provider calls the event, for the record. */
  readonly eventName: string;
  /** Null where the body is not what the provider documents. */
  readonly parsed: ParsedDelivery | null;
  /** RFC 3339. */
  readonly receivedAt: string;
};

export type Verdict = { readonly answer: WebhookAnswer; readonly queued: boolean };

const mostAttempts = 10;
const mostMs = 6000;

const unreadable: GitEvent = {
  kind: 'other',
  ref: null,
  before: null,
  after: null,
  forced: false,
  pushedAt: null,
  message: null,
  author: null,
  actor: null,
  files: null,
  pullRequest: null,
};

const isForeign = (repository: RepositoryRecord, parsed: ParsedDelivery): boolean => {
  if (parsed.repository === null) return false;
  return repository.providerRepositoryId === null
    ? parsed.repository.fullName.toLowerCase() !== repository.fullName.toLowerCase()
    : parsed.repository.id !== repository.providerRepositoryId;
};

const decisionOf = (
  found: ProjectConfiguration,
  repository: RepositoryRecord,
  parsed: ParsedDelivery | null,
  event: GitEvent,
): Decision => {
  if (parsed === null) {
    const reason = 'The signature is right, but the body is not the JSON that the provider documents for this event.';
    return refuseAll(found.project, 'event_not_used', reason);
  }
  if (isForeign(repository, parsed)) {
    const reason = `The delivery is about ${parsed.repository?.fullName}, but ${repository.fullName} is connected. Remove this webhook there.`;
    return refuseAll(found.project, 'repository_differs', reason);
  }
  return decide(found, event);
};

const effectOf = (
  found: ProjectConfiguration,
  decision: Decision,
  event: GitEvent,
  delivery: Pick<DeliveryRecord, 'id' | 'provider' | 'receivedAt'>,
): DeliveryEffect | null => {
  if (decision.outcome !== 'deploy' && decision.outcome !== 'hold') return null;
  const environment = found.environments.find((one) => one.id === decision.environmentId);
  const ref = event.ref === null ? null : parseRef(event.ref);
  if (environment === undefined || ref === null) return null;
  const deployment = newDeployment({
    id: newId('deployment', delivery.receivedAt),
    environment,
    branch: ref.type === 'branch' ? ref.name : null,
    tag: ref.type === 'tag' ? ref.name : null,
    commitSha: event.after,
    commitMessage: event.message === null ? null : firstLine(event.message),
    commitAuthor: event.author,
    trigger: event.kind === 'merge' ? 'merge' : event.kind === 'tag' ? 'tag' : 'push',
    triggeredBy: event.actor === null ? delivery.provider : `${delivery.provider}:${event.actor}`,
    deliveryId: delivery.id,
    ignoreSeries: false,
    now: delivery.receivedAt,
  });
  return { deployment, ...acceptDeployment(environment, deployment, delivery.receivedAt) };
};

/** The repository with what only this delivery tells: the provider's stable id, that the generation delivers; or null. */
const learnt = (
  repository: RepositoryRecord,
  parsed: ParsedDelivery | null,
  generation: number,
): RepositoryRecord | null => {
  const told = parsed === null || isForeign(repository, parsed) ? null : parsed.repository;
  const providerRepositoryId = repository.providerRepositoryId ?? told?.id ?? null;
  const deliveredGeneration = Math.max(repository.deliveredGeneration, generation);
  const isNews =
    providerRepositoryId !== repository.providerRepositoryId || deliveredGeneration !== repository.deliveredGeneration;
  return isNews ? { ...repository, providerRepositoryId, deliveredGeneration } : null;
};

/** Decides and stores once. @returns null where the hook is retired: its connection or generation is no longer in force */
const attempt = async (delivery: AuthenticDelivery): Promise<Verdict | null> => {
  const { hook, parsed, receivedAt } = delivery;
  const found = await readConfiguration(hook.organizationId, hook.projectId);
  const repository = found?.repository ?? null;
  if (found === null || repository === null || repository.connectionId !== hook.connectionId) return null;
  if (repository.status === 'disconnecting' || !acceptsGeneration(repository, hook.generation, receivedAt)) return null;
  const event = parsed?.changes[0] ?? unreadable;
  const decision = decisionOf(found, repository, parsed, event);
  const id = deliveryIdOf(hook.connectionId, delivery.replayKey, receivedAt);
  const effect = effectOf(found, decision, event, { id, provider: hook.provider, receivedAt });
  const answer: WebhookAnswer = {
    deliveryId: id,
    decision: decision.outcome,
    reason: decision.reason,
    deployments: effect === null ? [] : [effect.deployment.id],
  };
  const record: DeliveryRecord = {
    organizationId: hook.organizationId,
    projectId: hook.projectId,
    id,
    provider: hook.provider,
    providerDeliveryId: delivery.providerDeliveryId,
    event: delivery.eventName,
    ref: event.ref,
    before: event.before,
    after: event.after,
    receivedAt,
    durationMs: Math.max(0, Date.now() - Date.parse(receivedAt)),
    generation: hook.generation,
    redeliveryOf: null,
    decision,
    answer,
  };
  const { known } = await storeDelivery(record, effect, learnt(repository, parsed, hook.generation));
  return known === null ? { answer, queued: effect !== null } : { answer: known.answer, queued: false };
};

/**
 * Decides an authentic delivery on one consistent read and stores it with its effect in one transaction; where another
 * change was faster it begins again, with full jitter, at most ten times or 6 s. Source: design §7.
 * @returns null where the hook is retired
 * @throws Problem `service_unavailable`: reconcile repairs what that loses
 */
export const acceptDelivery = async (delivery: AuthenticDelivery): Promise<Verdict | null> => {
  const deadline = Date.now() + mostMs;
  for (let count = 1; ; count += 1) {
    try {
      return await attempt(delivery);
    } catch (error) {
      if (!(error instanceof ConditionFailed || error instanceof Contention)) throw error;
      if (count === mostAttempts || Date.now() > deadline) {
        throw new Problem('service_unavailable', 'Too many deliveries at once. Redeliver this one in a moment.', {
          headers: { 'retry-after': '5' },
          cause: error,
        });
      }
      await sleep(backoff(count));
    }
  }
};
