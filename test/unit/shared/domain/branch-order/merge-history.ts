/** How a simulated branch is merged into, and how its deliveries arrive. */
export type MergeScenario = {
  readonly order: 'in' | 'within three' | 'shuffled';
  /** Forced pushes back, rewritten branches, deletions. */
  readonly forced?: boolean;
  readonly duplicates?: number;
  readonly loss?: number;
  /** How many commits a delivery lists. */
  readonly list?: number;
  /** Merges by hand, marked as merged up to 3 s late. */
  readonly late?: boolean;
  readonly maxOperations?: number;
  readonly maxCommits?: number;
};

/** A request's merge. `order`: its place among all; `operation`: the change of the branch that brought it. */
export type SimulatedMerge = {
  readonly commit: string;
  readonly at: number;
  readonly order: number;
  readonly operation: number;
};

/** One change of the branch: what its push tells, and the merges that it brought. Times in seconds. */
export type Operation = {
  readonly before: string | null;
  readonly after: string | null;
  readonly commits: readonly string[];
  readonly forced: boolean;
  readonly merges: readonly Pick<SimulatedMerge, 'commit' | 'at'>[];
};

/** A branch's true history. */
export type MergeHistory = {
  readonly operations: readonly Operation[];
  readonly merged: readonly SimulatedMerge[];
  /** All that a commit holds, itself included. */
  readonly ancestors: (commit: string | null) => ReadonlySet<string>;
};

type Kind =
  | 'merge'
  | 'queue'
  | 'hand'
  | 'group'
  | 'direct'
  | 'back'
  | 'rewrite'
  | 'restore'
  | 'remerge'
  | 'delete'
  | 'create';

/** The commits of a branch with their parents, as Git keeps them. */
class Commits {
  readonly #parents = new Map<string, readonly string[]>();
  readonly #ancestors = new Map<string, ReadonlySet<string>>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  make(...from: readonly string[]): string {
    const commit = (this.#parents.size + 1).toString(16).padStart(12, '0');
    this.#parents.set(commit, from);
    return commit;
  }

  chain(from: string, count: number): string {
    let at = from;
    for (let index = 0; index < count; index += 1) at = this.make(at);
    return at;
  }

  ancestors = (head: string | null): ReadonlySet<string> => {
    if (head === null) return new Set();
    const known = this.#ancestors.get(head);
    if (known !== undefined) return known;
    const all = new Set([head]);
    const open = [head];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const parent of this.#parents.get(at) ?? []) {
        if (all.has(parent)) continue;
        all.add(parent);
        open.push(parent);
      }
    }
    this.#ancestors.set(head, all);
    return all;
  };

  pick<T>(things: readonly T[]): T {
    const thing = things[Math.floor(this.#random() * things.length)];
    if (thing === undefined) throw new Error('There is nothing to pick from.');
    return thing;
  }

  few(most: number): number {
    return 1 + Math.floor(this.#random() * most);
  }

  /** A merge commit, a squashed commit, several rebased ones or a fast-forward. */
  merge(onto: string, heads: readonly string[], most: number): string {
    switch (this.pick(['merge', 'squash', 'chain', 'chain'] as const)) {
      case 'squash':
        return this.make(onto);
      case 'merge':
        return this.make(onto, this.chain(this.pick(heads), this.few(most)));
      case 'chain':
        return this.chain(onto, this.few(most));
    }
  }
}

const persons: readonly Kind[] = ['back', 'rewrite', 'restore', 'remerge', 'delete', 'create'];

/** Makes a branch's history. Merges share their second with one another; a person's forced push or deletion does not. */
export const mergeHistory = (scenario: MergeScenario, random: () => number): MergeHistory => {
  const commits = new Commits(random);
  const { ancestors } = commits;
  const most = scenario.maxCommits ?? 4;
  const weights: readonly (readonly [Kind, number])[] = [
    ['merge', 30],
    ['queue', 14],
    ['hand', 7],
    ['direct', 24],
    ...(scenario.late === true ? ([['group', 7]] as const) : []),
    ...(scenario.forced === true
      ? ([
          ['back', 8],
          ['rewrite', 4],
          ['restore', 3],
          ['remerge', 2],
          ['delete', 3],
        ] as const)
      : []),
  ];
  const roll = (): Kind => {
    let left = random() * weights.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [kind, weight] of weights) {
      if (left < weight) return kind;
      left -= weight;
    }
    return 'merge';
  };
  let head: string | null = commits.make();
  const heads = [head];
  const operations: Operation[] = [];
  const merged: SimulatedMerge[] = [];
  let clock = 1_000_000;
  let wasHand = false;
  let wasPerson = false;
  const count = 1 + Math.floor(random() * (scenario.maxOperations ?? 12));
  while (operations.length < count) {
    const before: string | null = head;
    const kind: Kind = before === null ? 'create' : roll();
    const older = heads.filter((one) => one !== before && ancestors(before).has(one));
    const later = before === null ? [] : heads.filter((one) => one !== before && ancestors(one).has(before));
    const laterMerges = later.filter((one) => merged.some(({ commit }) => commit === one));
    const needs: Partial<Record<Kind, readonly string[]>> = {
      back: older,
      rewrite: older,
      restore: later,
      remerge: laterMerges,
    };
    if (needs[kind]?.length === 0) continue;
    const isPerson = persons.includes(kind);
    const step = random();
    clock +=
      wasHand && scenario.late !== true
        ? 61 + random() * 600
        : step < 0.55
          ? random() * 0.3
          : step < 0.8
            ? 0.5 + random() * 1.5
            : 5 + random() * 900;
    if (isPerson || wasPerson) clock += 2 + random() * 90;
    wasPerson = isPerson;
    wasHand = kind === 'hand' || kind === 'group';
    const at = Math.floor(clock);
    const marked = (): number => Math.floor(clock + (scenario.late === true ? random() * 3 : 0));
    const merges: { commit: string; at: number }[] = [];
    let forced = false;
    let tip: string = before ?? '';
    const mergeOne = (time: number): void => {
      tip = commits.merge(tip, heads, most);
      merges.push({ commit: tip, at: time });
    };
    switch (kind) {
      case 'merge':
        mergeOne(at);
        break;
      case 'queue':
        for (let left = 1 + commits.few(4); left > 0; left -= 1) mergeOne(at);
        break;
      case 'hand':
      case 'group':
        for (let left = kind === 'hand' ? 1 : 2; left > 0; left -= 1) mergeOne(marked());
        if (kind === 'hand' || random() < 0.5) tip = commits.chain(tip, commits.few(most));
        break;
      case 'direct':
        tip = commits.chain(tip, commits.few(most));
        break;
      case 'back':
        tip = commits.pick(older.slice(-6));
        forced = true;
        break;
      case 'rewrite':
        tip = commits.chain(commits.pick(older.slice(-4)), commits.few(most));
        forced = true;
        break;
      case 'restore':
        tip = commits.pick(later);
        break;
      case 'remerge':
        tip = commits.pick(laterMerges);
        merges.push({ commit: tip, at });
        break;
      case 'create':
        tip = commits.pick(heads.slice(-3));
        break;
      case 'delete':
        break;
    }
    const after: string | null = kind === 'delete' ? null : tip;
    if (after !== null && !heads.includes(after)) heads.push(after);
    // A push lists all that the branch has now and had not before; a creation, what no other branch has.
    const listed =
      after === null || before === null
        ? []
        : [...ancestors(after)].filter((one) => !ancestors(before).has(one)).sort();
    for (const one of merges) merged.push({ ...one, order: merged.length, operation: operations.length });
    operations.push({ before, after, commits: listed, forced, merges });
    head = after;
  }
  return { operations, merged, ancestors };
};

/** A delivery of a simulated branch. `place`: the operation that it tells of. */
export type MergeDelivery = {
  readonly place: number;
  readonly operation: Operation;
  /** Null: it is the push. */
  readonly merge: Pick<SimulatedMerge, 'commit' | 'at'> | null;
};

/** How the deliveries arrive. Those of one operation leave at the same moment, in any order. */
export const mergeArrivals = (
  operations: readonly Operation[],
  { order, loss = 0, duplicates = 0 }: MergeScenario,
  random: () => number,
): readonly MergeDelivery[] => {
  const sent = operations
    .flatMap((operation, place) => [null, ...operation.merges].map((merge) => ({ place, operation, merge })))
    .map((delivery) => ({ delivery, leaves: delivery.place + random() * 0.9 }))
    .sort((one, other) => one.leaves - other.leaves)
    .filter(() => random() >= loss)
    .map(({ delivery }, index) => ({ delivery, index, isCopy: false }));
  const copies = sent.filter(() => random() < duplicates).map((one) => ({ ...one, isCopy: true }));
  return [...sent, ...copies]
    .map(({ delivery, index, isCopy }) => {
      const late = (order === 'within three' ? random() * 3 : 0) + (isCopy ? random() * 8 : 0);
      return { delivery, arrives: order === 'shuffled' ? random() : index + late };
    })
    .sort((one, other) => one.arrives - other.arrives)
    .map(({ delivery }) => delivery);
};
