import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../contract/problem.ts';
import type { WebhookAnswer } from '../contract/webhook.ts';
import { deliveryIdOf, storeDelivery } from '../data/deliveries.ts';
import { readConfiguration } from '../data/read-project.ts';
import { backoff, ConditionFailed, Contention } from '../data/transact.ts';
import { acceptsGeneration } from '../domain/connection.ts';
import type { GitEvent } from '../domain/git-event.ts';
import type { DeliveryRecord } from '../domain/records.ts';
import type { ParsedDelivery } from '../providers/webhook-provider.ts';
import type { Hook } from '../secrets/hook-id.ts';
import { judgeDelivery, learnt, unreadable } from './judge-delivery.ts';

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

/** Some of a delivery's changes, which are written together, under a replay key of their own. */
type Part = { readonly changes: readonly GitEvent[]; readonly replayKey: string };

/** A transaction takes 100 items: 20 changes, of at most four each, and what belongs to the delivery. */
const mostChanges = 20;

const partsOf = ({ parsed, replayKey }: AuthenticDelivery): readonly [Part, ...Part[]] => {
  const [first = unreadable, ...rest] = parsed?.changes ?? [];
  const changes = [first, ...rest];
  const further: Part[] = [];
  for (let start = mostChanges; start < changes.length; start += mostChanges) {
    further.push({ changes: changes.slice(start, start + mostChanges), replayKey: `${replayKey}/${start}` });
  }
  return [{ changes: changes.slice(0, mostChanges), replayKey }, ...further];
};

/** Decides and stores once. @returns null where the hook is retired: its connection or generation is no longer in force */
const attempt = async (delivery: AuthenticDelivery, { changes, replayKey }: Part): Promise<Verdict | null> => {
  const { hook, parsed, receivedAt } = delivery;
  const found = await readConfiguration(hook.organizationId, hook.projectId);
  const repository = found?.repository ?? null;
  if (found === null || repository === null || repository.connectionId !== hook.connectionId) return null;
  if (repository.status === 'disconnecting' || !acceptsGeneration(repository, hook.generation, receivedAt)) return null;
  const id = deliveryIdOf(hook.connectionId, replayKey, receivedAt);
  const told = { id, provider: hook.provider, receivedAt };
  const {
    event,
    decision,
    decisions: _decisions,
    ...effects
  } = judgeDelivery(found, repository, parsed, changes, told);
  const answer: WebhookAnswer = {
    deliveryId: id,
    decision: decision.outcome,
    reason: decision.reason,
    deployments: effects.deployments.map((deployment) => deployment.id),
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
  const { known } = await storeDelivery(record, effects, learnt(repository, parsed, hook.generation));
  return known === null ? { answer, queued: answer.deployments.length > 0 } : { answer: known.answer, queued: false };
};

const persistently = async (delivery: AuthenticDelivery, part: Part, deadline: number): Promise<Verdict | null> => {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt(delivery, part);
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

/**
 * Decides an authentic delivery on one consistent read and stores it with its effects in one transaction; where another
 * change was faster it begins again, with full jitter, at most ten times or 6 s. A delivery of more than 20 changes takes a
 * read and a transaction for each 20. Source: design §7.
 * @returns the answer of the first part that deploys, with all deployments; null where the hook is retired
 * @throws Problem `service_unavailable`: reconcile repairs what that loses
 */
export const acceptDelivery = async (delivery: AuthenticDelivery): Promise<Verdict | null> => {
  const deadline = Date.now() + mostMs;
  const [first, ...further] = partsOf(delivery);
  const verdict = await persistently(delivery, first, deadline);
  if (verdict === null || further.length === 0) return verdict;
  const verdicts = [verdict];
  for (const part of further) verdicts.push((await persistently(delivery, part, deadline)) ?? verdict);
  const told = verdicts.find(({ answer }) => answer.deployments.length > 0) ?? verdict;
  const deployments = [...new Set(verdicts.flatMap(({ answer }) => answer.deployments))];
  return { answer: { ...told.answer, deployments }, queued: verdicts.some(({ queued }) => queued) };
};
