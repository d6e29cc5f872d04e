import { placePush, shortCommit } from '#shared/domain/branch-order/branch-order.ts';
import type { MergeOrder } from '#shared/domain/branch-order/merge-order.ts';
import { placeRemoteHead } from '#shared/domain/branch-order/place-remote-head.ts';
import { arrivals, history, type Scenario, type SimulatedPush } from '#test/fixtures/branch-history.ts';
import { deploymentId, environmentId } from '#test/fixtures/records.ts';
import { seeded } from '#test/fixtures/shuffled.ts';

/** What a run came to. */
export type SimulationResult = {
  readonly wrongInTheEnd: boolean;
  readonly steppedBack: boolean;
  readonly queuedTwice: boolean;
  /** After the remote was asked, where its head is one that is to be deployed. */
  readonly wrongAfterReconcile: boolean;
};

const timeOf = (push: SimulatedPush, times: 'push' | 'commit' | 'none') => ({
  pushedAt: times === 'push' ? push.pushedAt : null,
  committedAt: times === 'none' ? null : push.committedAt,
});

/** Runs one branch through the rule, and asks the remote in the end, as the reconciliation does. */
export const simulate = (scenario: Scenario, seed: number): SimulationResult => {
  const random = seeded(seed);
  const pushes = history(scenario, random);
  const times =
    scenario.times === 'any'
      ? ((['push', 'commit', 'none'] as const)[Math.floor(random() * 3)] ?? 'none')
      : scenario.times;
  let order: MergeOrder = { edges: [], merges: [], queued: null };
  let newestQueued = -1;
  let steppedBack = false;
  let queuedTwice = false;
  const queuedPlaces = new Set<number>();
  const queue = (commit: string, when: { pushedAt: string | null; committedAt: string | null }): void => {
    const ids = { environmentId: environmentId(), deploymentId: deploymentId() };
    order = { ...order, queued: { commit: shortCommit(commit), ...when, ...ids } };
  };
  for (const push of arrivals(pushes, scenario, random)) {
    const when = timeOf(push, times);
    const { before, after, wants } = push;
    const placed = placePush(order, {
      before,
      after,
      ...when,
      environmentId: environmentId(),
      wants,
      skipped: after !== null && !wants,
      back: after === null,
      commits: null,
    });
    order = { ...order, edges: placed.edges };
    if (placed.position !== 'newest' || after === null) continue;
    queuedTwice ||= queuedPlaces.has(push.place);
    queuedPlaces.add(push.place);
    steppedBack ||= push.place < newestQueued;
    newestQueued = Math.max(newestQueued, push.place);
    queue(after, when);
  }
  const wanted = pushes.findLast((push) => push.wants)?.after ?? null;
  const isRight = (): boolean => (order.queued?.commit ?? null) === (wanted === null ? null : shortCommit(wanted));
  const wrongInTheEnd = !isRight();

  // The remote shows its newest push, whatever deliveries have told of it. Its head may be one that is not to be deployed.
  const newest = pushes.at(-1);
  if (newest !== undefined && newest.after !== null) {
    const head = { before: null, after: newest.after, pushedAt: null, committedAt: null };
    const found = { environmentId: environmentId(), wants: true, skipped: false, back: true, commits: null };
    const placed = placeRemoteHead(order, { ...head, ...found });
    order = { ...order, edges: placed.edges };
    if (placed.position === 'newest') queue(newest.after, { pushedAt: null, committedAt: null });
  }
  // A skipped or deleted head tells nothing of the one before it, which the reconciliation cannot see.
  const isVisible = newest?.wants === true;
  return { wrongInTheEnd, steppedBack, queuedTwice, wrongAfterReconcile: isVisible && !isRight() };
};
