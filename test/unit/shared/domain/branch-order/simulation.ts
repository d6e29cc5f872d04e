import { type BranchOrder, placePush, shortCommit } from '#shared/domain/branch-order.ts';
import { placeRemoteHead } from '#shared/domain/place-remote-head.ts';
import { deploymentId, environmentId } from '#test/fixtures/records.ts';
import { seeded } from '#test/fixtures/shuffled.ts';

/** What a simulated branch goes through, and how its deliveries arrive. */
export type Scenario = {
  readonly mostPushes: number;
  readonly forcedBack: boolean;
  readonly deletes: boolean;
  readonly skips: boolean;
  readonly duplicates: boolean;
  readonly times: 'push' | 'commit' | 'none' | 'any';
  /** How far a delivery may arrive from its place. */
  readonly reach: number;
};

/** What a run came to. */
export type Outcome = {
  readonly wrongInTheEnd: boolean;
  readonly steppedBack: boolean;
  readonly queuedTwice: boolean;
  /** After the remote was asked, where its head is one that is to be deployed. */
  readonly wrongAfterSweep: boolean;
};

type SimulatedPush = {
  readonly place: number;
  readonly before: string | null;
  readonly after: string | null;
  readonly pushedAt: string;
  readonly committedAt: string | null;
  readonly wants: boolean;
};

const commitOf = (number: number): string => number.toString(16).padStart(12, '0').padEnd(40, 'c');
const start = Date.parse('2026-11-23T10:00:00.000Z');

/** The branch's true history. */
export const history = (scenario: Scenario, random: () => number): SimulatedPush[] => {
  const pushes: SimulatedPush[] = [];
  const dates = new Map<string, string>();
  const skipped = new Set<string>();
  const count = 1 + Math.floor(random() * scenario.mostPushes);
  let head: string | null = null;
  let clock = start;
  for (let place = 0; place < count; place += 1) {
    // Apart by more than what push times are trusted within: closer ones are told apart by their chain.
    clock += 61_000 + Math.floor(random() * 600_000);
    const at = new Date(clock).toISOString();
    // The last push leaves a branch: of one that is gone, nothing is to be deployed.
    const deletes: boolean = scenario.deletes && head !== null && place < count - 1 && random() < 0.1;
    const old: string[] = [...dates.keys()].filter((commit) => commit !== head);
    const back: boolean = scenario.forcedBack && head !== null && old.length > 0 && random() < 0.1;
    const fresh = commitOf(place + 1);
    const after: string | null = deletes ? null : back ? (old[Math.floor(random() * old.length)] ?? fresh) : fresh;
    if (after !== null && !dates.has(after)) {
      dates.set(after, at);
      // A marker stands in the commit's message: it is the same whenever the branch is there.
      if (scenario.skips && random() < 0.15) skipped.add(after);
    }
    pushes.push({
      place,
      before: head,
      after,
      pushedAt: at,
      committedAt: after === null ? null : (dates.get(after) ?? null),
      wants: after !== null && !skipped.has(after),
    });
    head = after;
  }
  return pushes;
};

/** How the deliveries arrive: each within `reach` of its place, some twice. */
export const arrivals = (
  pushes: readonly SimulatedPush[],
  scenario: Scenario,
  random: () => number,
): SimulatedPush[] => {
  const sent = scenario.duplicates ? [...pushes, ...pushes.filter(() => random() < 0.2)] : pushes;
  const place = (push: SimulatedPush): number =>
    scenario.reach === Number.POSITIVE_INFINITY ? random() : push.place + random() * scenario.reach;
  return sent
    .map((push) => ({ push, at: place(push) }))
    .sort((one, other) => one.at - other.at)
    .map(({ push }) => push);
};

const timeOf = (push: SimulatedPush, times: 'push' | 'commit' | 'none') => ({
  pushedAt: times === 'push' ? push.pushedAt : null,
  committedAt: times === 'none' ? null : push.committedAt,
});

/** Runs one branch through the rule, and asks the remote in the end, as the sweep does. */
export const simulate = (scenario: Scenario, seed: number): Outcome => {
  const random = seeded(seed);
  const pushes = history(scenario, random);
  const times =
    scenario.times === 'any'
      ? ((['push', 'commit', 'none'] as const)[Math.floor(random() * 3)] ?? 'none')
      : scenario.times;
  let order: BranchOrder = { edges: [], queued: null };
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
    const placed = placePush(order, { before, after, ...when, environmentId: environmentId(), wants });
    order = { edges: placed.edges, queued: order.queued };
    if (placed.standing !== 'newest' || after === null) continue;
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
    const placed = placeRemoteHead(order, { ...head, environmentId: environmentId(), wants: newest.wants });
    order = { edges: placed.edges, queued: order.queued };
    if (placed.standing === 'newest') queue(newest.after, { pushedAt: null, committedAt: null });
  }
  // A skipped or deleted head tells nothing of the one before it, which the sweep cannot see.
  const isVisible = newest?.wants === true;
  return { wrongInTheEnd, steppedBack, queuedTwice, wrongAfterSweep: isVisible && !isRight() };
};
