import { deliveryIdOf } from '#shared/data/items/delivery-id.ts';
import { readForDecision } from '#shared/data/projects/read-project.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import { acceptsGeneration } from '#shared/domain/repository/webhook-generation.ts';
import type { ParsedDelivery } from '#shared/providers/webhook/webhook-provider.ts';
import type { Hook } from '#shared/secrets/hook-id.ts';
import { decideAndStore, type Verdict } from './decide-and-store.ts';
import { deliveryDeadline, persistently } from './persistently.ts';

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

/** Some of a delivery's changes, which are written together, under a replay key of their own. */
type Part = { readonly changes: readonly GitEvent[]; readonly replayKey: string };

/** A transaction takes 100 items: 20 changes, of at most four each, and what belongs to the delivery. */
const mostChanges = 20;

const partsOf = ({ parsed, replayKey }: AuthenticDelivery): readonly [Part, ...Part[]] => {
  const changes = parsed?.changes ?? [];
  const further: Part[] = [];
  for (let start = mostChanges; start < changes.length; start += mostChanges) {
    further.push({ changes: changes.slice(start, start + mostChanges), replayKey: `${replayKey}/${start}` });
  }
  return [{ changes: changes.slice(0, mostChanges), replayKey }, ...further];
};

const refsOf = (changes: readonly GitEvent[]): readonly string[] => [
  ...new Set(changes.flatMap(({ ref }) => (ref === null ? [] : [ref]))),
];

/** Decides and stores once. @returns null where the hook is retired: its connection or generation is no longer in force */
const attempt = async (delivery: AuthenticDelivery, { changes, replayKey }: Part): Promise<Verdict | null> => {
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
    told: parsed === null ? null : { repository: parsed.repository, changes },
  } as const;
  return decideAndStore(found, repository, undecided, null);
};

/**
 * Decides an authentic delivery on one consistent read and stores it with its effects in one transaction; where another
 * change was faster it begins again. A delivery of more than 20 changes takes a read and a transaction for each 20.
 * Source: docs/design/deciding-a-push.md, "One transaction".
 * @returns the answer of the first part that deploys, with all deployments; null where the hook is retired
 * @throws Problem `service_unavailable`: reconcile repairs what that loses
 */
export const acceptDelivery = async (delivery: AuthenticDelivery): Promise<Verdict | null> => {
  const deadline = deliveryDeadline();
  const [first, ...further] = partsOf(delivery);
  const verdict = await persistently(() => attempt(delivery, first), deadline);
  if (verdict === null || further.length === 0) return verdict;
  const verdicts = [verdict];
  for (const part of further) verdicts.push((await persistently(() => attempt(delivery, part), deadline)) ?? verdict);
  const told = verdicts.find(({ queued }) => queued) ?? verdict;
  const deployments = [...new Set(verdicts.flatMap(({ answer }) => answer.deployments))];
  return { answer: { ...told.answer, deployments }, queued: verdicts.some(({ queued }) => queued) };
};
