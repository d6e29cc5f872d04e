import type { DeliveryId } from '#shared/contract/id.ts';
import { saveBranchHeads } from '#shared/data/deliveries/branch-heads.ts';
import { readDelivery } from '#shared/data/deliveries/deliveries.ts';
import { deliveryIdOf } from '#shared/data/items/delivery-id.ts';
import { type ConfigurationWithHeads, readForOneBranch } from '#shared/data/projects/read-project.ts';
import { type ComparedFiles, notCompared } from '#shared/domain/deliveries/compared-files.ts';
import { newestCommit } from '#shared/domain/deliveries/evaluate-mapping.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { type DeliveryResult, decideAndStoreDelivery } from '#shared/workflows/deliveries/decide-and-store-delivery.ts';
import { nextHead } from '#shared/workflows/deliveries/decide-delivery.ts';
import { retryUntilDeadline } from '#shared/workflows/deliveries/retry-until-deadline.ts';
import type { ConnectionTools } from '#shared/workflows/repository/connection-tools.ts';
import { compareFiles } from './compare-files.ts';

/** So long other changes may be faster, with a comparison of 15 s for each newest deployment. */
const maxMs = 40_000;

/** The comparisons that were made for one branch. */
type Compare = (base: string, head: string) => Promise<ComparedFiles>;

const comparing = (repository: RepositoryRecord, { client }: ConnectionTools): Compare => {
  const known = new Map<string, Promise<ComparedFiles>>();
  return (base, head) => {
    const range = `${base}..${head}`;
    const compared = known.get(range) ?? compareFiles(client, repository, base, head);
    known.set(range, compared);
    return compared;
  };
};

/**
 * Decides the delivery once, as it is stored. Its branch loses the mark with that, but where the decision stored no branch:
 * no mapping matches it any more, or the delivery is refused as a whole. Such a mark goes when it is met again.
 * @returns null if it no longer waits
 */
const attempt = async (
  { organizationId, projectId, connectionId }: RepositoryRecord,
  ref: string,
  waiting: DeliveryId,
  compare: Compare,
  now: string,
): Promise<DeliveryResult | null> => {
  const found = await readForOneBranch(organizationId, projectId, ref, now);
  const repository = found?.repository ?? null;
  if (found === null || repository?.connectionId !== connectionId || repository.status === 'disconnecting') return null;
  const head = found.heads.get(ref);
  const mark = head?.comparing ?? null;
  if (head === undefined || mark === null || mark.deliveryId !== waiting) return null;
  const stored = await readDelivery(organizationId, projectId, waiting);
  const event = stored?.payload?.changes.findLast((change) => change.ref === ref);
  if (stored === null || event === undefined) return null;
  const environment = found.environments.find(({ id }) => id === mark.environmentId);
  const base = environment === undefined ? null : newestCommit(environment);
  const compared = base === null || event.after === null ? notCompared : await compare(base, event.after);
  const { provider, providerDeliveryId, generation } = stored;
  const again = { provider, providerDeliveryId, generation, event: stored.event, receivedAt: now } as const;
  const payload = { repository: stored.payload?.repository ?? null, changes: [event] };
  const id = deliveryIdOf(connectionId, `comparison/${waiting}/${ref}`, now);
  const result = await decideAndStoreDelivery(
    { ...found, compared },
    repository,
    { ...again, id, redeliveryOf: waiting, source: 'comparison', payload },
    null,
  );
  if (!result.answer.replayed) return result;
  await saveBranchHeads([nextHead(found, repository, ref, { ...head, comparing: null }, now)]);
  return null;
};

/**
 * Decides the deliveries that wait for a comparison, each as a delivery of its own. Nothing is lost: while one is not
 * decided, its branch keeps its mark.
 * Source: docs/design/deciding-a-push.md, "Comparing commits".
 * @param deadline milliseconds since the epoch; the next tick continues after it
 * @returns how many were decided
 */
export const decideWaiting = async (
  found: ConfigurationWithHeads,
  repository: RepositoryRecord,
  tools: ConnectionTools,
  now: string,
  deadline: number,
): Promise<number> => {
  let decided = 0;
  for (const [ref, { comparing: mark }] of found.heads) {
    const waiting = mark?.deliveryId ?? null;
    if (waiting === null) continue;
    if (Date.now() > deadline) break;
    const compare = comparing(repository, tools);
    const result = await retryUntilDeadline(() => attempt(repository, ref, waiting, compare, now), Date.now() + maxMs);
    if (result !== null) decided += 1;
  }
  return decided;
};
