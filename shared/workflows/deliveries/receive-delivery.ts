import { deliveryIdOf } from '#shared/data/items/delivery-id.ts';
import { readForDecision } from '#shared/data/projects/read-project.ts';
import { type GitEvent, refsOf } from '#shared/domain/records/git-event.ts';
import { acceptsGeneration } from '#shared/domain/repository/webhook-generation.ts';
import type { ParsedDelivery } from '#shared/providers/webhook/webhook-provider.ts';
import type { Hook } from '#shared/secrets/hook-id.ts';
import { type DeliveryResult, decideAndStoreDelivery } from './decide-and-store-delivery.ts';
import { deliveryDeadline, retryUntilDeadline } from './retry-until-deadline.ts';

/** An authentic delivery, parsed as far as possible. */
export type AuthenticDelivery = {
  readonly hook: Hook;
  readonly replayKey: string;
  readonly providerDeliveryId: string | null;
  /** The provider's name of the event. */
  readonly eventName: string;
  /** Null if the body is not what the provider documents. */
  readonly parsed: ParsedDelivery | null;
  /** RFC 3339. */
  readonly receivedAt: string;
};

/** A part of a delivery's changes. Each part has a replay key and a transaction of its own. */
type Part = { readonly changes: readonly GitEvent[]; readonly replayKey: string };

/** A transaction takes 100 items: 20 changes with at most four items each, and the items of the delivery. */
const maxChanges = 20;

const partsOf = ({ parsed, replayKey }: AuthenticDelivery): readonly [Part, ...Part[]] => {
  const changes = parsed?.changes ?? [];
  const further: Part[] = [];
  for (let start = maxChanges; start < changes.length; start += maxChanges) {
    further.push({ changes: changes.slice(start, start + maxChanges), replayKey: `${replayKey}/${start}` });
  }
  return [{ changes: changes.slice(0, maxChanges), replayKey }, ...further];
};

/** Decides and stores once. @returns null if the hook is retired: its connection or generation is no longer accepted */
const attempt = async (delivery: AuthenticDelivery, { changes, replayKey }: Part): Promise<DeliveryResult | null> => {
  const { hook, parsed, receivedAt } = delivery;
  const found = await readForDecision(hook.organizationId, hook.projectId, refsOf(changes), receivedAt);
  const repository = found?.repository ?? null;
  if (found === null || repository === null || repository.connectionId !== hook.connectionId) return null;
  if (repository.status === 'disconnecting' || !acceptsGeneration(repository, hook.generation, receivedAt)) return null;
  const undecided = {
    id: deliveryIdOf(hook.connectionId, replayKey, receivedAt),
    provider: hook.provider,
    providerDeliveryId: delivery.providerDeliveryId,
    event: delivery.eventName,
    receivedAt,
    generation: hook.generation,
    redeliveryOf: null,
    source: 'delivery',
    payload: parsed === null ? null : { repository: parsed.repository, changes },
  } as const;
  return decideAndStoreDelivery(found, repository, undecided, null);
};

/**
 * Decides an authentic delivery from one consistent read and stores it with its effects in one transaction. If another
 * change was faster, it starts again. A delivery with more than 20 changes takes one read and one transaction per 20.
 * Source: docs/design/deciding-a-push.md, "One transaction".
 * @returns the answer of the first part that deploys, with the deployments of all parts; null if the hook is retired
 * @throws Problem `service_unavailable`; the next reconciliation finds the lost push
 */
export const receiveDelivery = async (delivery: AuthenticDelivery): Promise<DeliveryResult | null> => {
  const deadline = deliveryDeadline();
  const [first, ...further] = partsOf(delivery);
  const firstResult = await retryUntilDeadline(() => attempt(delivery, first), deadline);
  if (firstResult === null || further.length === 0) return firstResult;
  const results = [firstResult];
  for (const part of further)
    results.push((await retryUntilDeadline(() => attempt(delivery, part), deadline)) ?? firstResult);
  const shown = results.find(({ queued }) => queued) ?? firstResult;
  const deployments = [...new Set(results.flatMap(({ answer }) => answer.deployments))];
  return { answer: { ...shown.answer, deployments }, queued: results.some(({ queued }) => queued) };
};
