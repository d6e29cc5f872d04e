import { describe, expect, it } from 'vitest';
import { type BranchHead, unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import { shortCommit } from '#shared/domain/branch-order/branch-order.ts';
import { decideChange } from '#shared/domain/deliveries/decide-change.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import {
  deploymentId,
  deploymentSummary,
  environmentId,
  environmentRecord,
  gitEvent,
  mappingRecord,
  past,
  projectOf,
} from '#test/fixtures/records.ts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [string, string, string, string];

const stateOf = (environment: Partial<EnvironmentRecord> = {}, mapping: Partial<MappingRecord> = {}) => {
  const environments = [environmentRecord({ name: 'Staging', ...environment })];
  return { environments, project: projectOf(environments, [mappingRecord({ branchPattern: 'staging', ...mapping })]) };
};
const edge = (
  before: string | null,
  after: string | null,
  more: { past?: boolean; wanted?: boolean; skipped?: boolean; back?: boolean } = {},
) => ({
  before: shortCommit(before),
  after: shortCommit(after),
  past: false,
  wanted: true,
  skipped: false,
  back: false,
  listed: [],
  ...more,
});
const queued = (commitSha: string, over: Partial<NonNullable<BranchHead['queued']>> = {}) => ({
  commit: shortCommit(commitSha),
  pushedAt: null,
  committedAt: null,
  environmentId: environmentId(),
  deploymentId: deploymentId(),
  ...over,
});
/** `staging` went from nothing to a, and a is deployed. */
const atA: BranchHead = { ...unseenHead, edges: [edge(null, a)], queued: queued(a) };
const push = (before: string | null, after: string | null, over: Partial<GitEvent> = {}): GitEvent =>
  gitEvent({ before: before ?? '0'.repeat(40), after, pushedAt: null, ...over });
const ruleOf = (ordered: ReturnType<typeof decideChange>): string | undefined =>
  ordered.decision.trace.find((entry) => entry.mappingId === ordered.decision.mappingId)?.rule;

describe('a push within its branch', () => {
  it('that continues what is known is queued', () => {
    const ordered = decideChange(stateOf(), atA, push(a, b));

    expect(ordered).toMatchObject({ deployment: 'queue', reconcile: false, decision: { outcome: 'deploy' } });
  });

  it('that comes after a newer one is stale, says by what, and keeps a record', () => {
    const head: BranchHead = { ...atA, edges: [edge(null, a), edge(b, c)], queued: queued(c) };

    const ordered = decideChange(stateOf(), head, push(a, b));

    expect(ordered).toMatchObject({ deployment: 'superseded', decision: { outcome: 'stale' } });
    expect(ruleOf(ordered)).toBe('older_than_head');
    expect(ordered.decision.reason).toBe(
      `staging has moved on to ${c.slice(0, 7)}: ${b.slice(0, 7)} is older and is not deployed. To deploy it, start a deployment by hand.`,
    );
  });

  it('that was seen before is a duplicate, and changes nothing', () => {
    const head: BranchHead = { ...atA, edges: [edge(null, a), edge(a, b)], queued: queued(b) };

    const ordered = decideChange(stateOf(), head, push(a, b));

    expect(ordered).toMatchObject({ deployment: null, decision: { outcome: 'duplicate' } });
    expect(ordered.head?.edges).toBe(head.edges);
    expect(ordered.decision.reason).toBe(`${b.slice(0, 7)} was pushed to staging before. Nothing is deployed twice.`);
  });

  it('of what is deployed already moves the branch on, so that a late older push deploys nothing', () => {
    const current = deploymentSummary({ commitSha: c });
    const state = stateOf({ current });
    const head: BranchHead = { ...atA, edges: [edge(null, a), edge(a, b)], queued: queued(b) };

    const ordered = decideChange(state, head, push(b, c));

    expect(ordered).toMatchObject({ deployment: null, decision: { outcome: 'duplicate' } });
    expect(ordered.head?.queued).toMatchObject({ commit: shortCommit(c), deploymentId: current.id });
  });

  it('that is forced back to what is running, over what is pending, is queued', () => {
    const state = stateOf({
      running: deploymentSummary({ commitSha: a }),
      pending: deploymentSummary({ commitSha: b }),
    });
    const head: BranchHead = { ...atA, edges: [edge(null, a), edge(a, b)], queued: queued(b) };

    const ordered = decideChange(state, head, push(b, a, { forced: true }));

    expect(ordered).toMatchObject({ deployment: 'queue', decision: { outcome: 'deploy' } });
  });

  it('whose order is not certain puts the branch up for the remote', () => {
    const head: BranchHead = { ...atA, queued: queued(a, { committedAt: past }) };

    const ordered = decideChange(stateOf(), head, push(b, c, { committedAt: '2020-01-01T00:00:00.000Z' }));

    expect(ordered).toMatchObject({ reconcile: true, decision: { outcome: 'stale' } });
  });

  it('to a branch that is mapped to another environment now begins anew', () => {
    const head: BranchHead = { ...atA, queued: queued(c, { environmentId: environmentId(9) }) };

    expect(decideChange(stateOf(), head, push(null, a)).deployment).toBe('queue');
  });

  it('that is skipped is remembered: what follows it is newer', () => {
    const skipped = decideChange(stateOf(), atA, push(a, b, { skipMarker: '[skip ci]' }));
    expect(skipped.deployment).toBeNull();

    const next = decideChange(stateOf(), skipped.head, push(b, c));

    expect(next).toMatchObject({ deployment: 'queue', reconcile: false });
  });

  it('to a branch that was deleted and made again is queued', () => {
    const deleted = decideChange(stateOf(), atA, push(a, null, { kind: 'delete' }));
    expect(ruleOf(deleted)).toBe('branch_deleted');

    expect(decideChange(stateOf(), deleted.head, push(null, b))).toMatchObject({ deployment: 'queue' });
  });

  it('of a deletion of which the provider does not tell the commit ends what was seen last', () => {
    const deletion = gitEvent({ kind: 'delete', before: null, after: null });

    const deleted = decideChange(stateOf(), atA, deletion);

    expect(deleted.head?.edges.at(-1)).toEqual(edge(a, null, { wanted: false, back: true }));
  });

  it('to a branch that no mapping matches is not remembered', () => {
    expect(decideChange(stateOf(), null, push(null, a, { ref: 'refs/heads/other' })).head).toBeNull();
  });
});

describe('pushes that leave the paths alone', () => {
  const paths = ['addons/**'];
  const state = stateOf({ current: deploymentSummary({ commitSha: a }) }, { paths });
  const docs = { files: ['README.md'] };

  it('are judged from the last commit that was deployed, however many there were', () => {
    const first = decideChange(state, atA, push(a, b, docs));
    const second = decideChange(state, first.head, push(b, c, docs));

    expect([ruleOf(first), ruleOf(second)]).toEqual(['paths_unchanged', 'paths_unchanged']);
  });

  it('are judged anew after the filters were changed', () => {
    const first = decideChange(state, atA, push(a, b, docs));
    const [mapping] = state.project.branchMappings;
    const changed = { ...state, project: { ...state.project, branchMappings: [{ ...mapping, version: 99 }] } };

    const second = decideChange(changed as typeof state, first.head, push(b, c, docs));

    expect(ruleOf(second)).toBe('deploys');
  });

  it('are forgotten where a push came between of which the files are not known', () => {
    const first = decideChange(state, atA, push(a, b, docs));
    const second = decideChange(state, first.head, push(b, c, { files: null }));

    expect(ruleOf(decideChange(state, second.head, push(c, d, docs)))).toBe('deploys');
  });
});

describe('merges', () => {
  const mapping = { trigger: 'merge' } as const;
  const merged = (after: string, pushedAt: string): GitEvent =>
    gitEvent({ kind: 'merge', before: null, after, pushedAt });
  const head: BranchHead = { ...unseenHead, queued: queued(b, { pushedAt: '2026-11-23T10:00:10.000Z' }) };

  it('are ordered by the time at which the provider merged them, to the second', () => {
    const later = decideChange(stateOf({}, mapping), head, merged(c, '2026-11-23T10:00:11.000Z'));
    const earlier = decideChange(stateOf({}, mapping), head, merged(a, '2026-11-23T10:00:09.000Z'));

    expect([later.deployment, earlier.deployment]).toEqual(['queue', 'superseded']);
    expect(earlier.decision.outcome).toBe('stale');
  });

  it('of the same second are ordered by the pushes that were seen of them', () => {
    const seen: BranchHead = { ...head, edges: [edge(a, b, { wanted: false }), edge(b, c, { wanted: false })] };
    const at = '2026-11-23T10:00:10.000Z';

    expect(decideChange(stateOf({}, mapping), seen, merged(c, at)).deployment).toBe('queue');
    expect(decideChange(stateOf({}, mapping), seen, merged(a, at)).deployment).toBe('superseded');
  });

  it('of the same second of which nothing was seen keep a record, and the remote is asked', () => {
    const ordered = decideChange(stateOf({}, mapping), head, merged(c, '2026-11-23T10:00:10.000Z'));

    expect(ordered).toMatchObject({ deployment: 'superseded', reconcile: true });
  });

  it('that are told twice are duplicates, also by the first digits of their commit alone', () => {
    const again = decideChange(stateOf({}, mapping), head, merged(b.slice(0, 12), '2026-11-23T10:00:10.000Z'));

    expect(again).toMatchObject({ deployment: null, decision: { outcome: 'duplicate' } });
  });

  it('that are asked for again are deployed again, where they do not stand there', () => {
    const at = '2026-11-23T10:00:10.000Z';

    expect(decideChange(stateOf({}, mapping), head, merged(b, at), 'redelivery').deployment).toBe('queue');
    expect(decideChange(stateOf({}, mapping), head, merged(a, '2026-11-23T10:00:09.000Z'), 'redelivery')).toMatchObject(
      {
        deployment: null,
        decision: { outcome: 'stale' },
      },
    );
  });

  it('that are asked for again, and deployed nothing at first, are deployed', () => {
    const off = decideChange(stateOf({ autoDeploy: false }, mapping), null, merged(b, '2026-11-23T10:00:10.000Z'));
    expect(off).toMatchObject({ deployment: null, decision: { outcome: 'ignore' } });

    const again = decideChange(stateOf({}, mapping), off.head, merged(b, '2026-11-23T10:00:10.000Z'), 'redelivery');

    expect(again).toMatchObject({ deployment: 'queue', decision: { outcome: 'deploy' } });
  });

  it('that are asked for again after a later one say which that is', () => {
    const off = stateOf({ autoDeploy: false }, mapping);
    const first = decideChange(off, null, merged(b, '2026-11-23T10:00:10.000Z'));
    const pushed = decideChange(off, first.head, push(a, b));
    const second = decideChange(off, pushed.head, merged(c, '2026-11-23T10:09:00.000Z'));

    const again = decideChange(stateOf({}, mapping), second.head, merged(b, '2026-11-23T10:00:10.000Z'), 'redelivery');

    expect(again).toMatchObject({ deployment: null, decision: { outcome: 'stale' } });
    expect(again.decision.reason).toContain(`staging has moved on to ${c.slice(0, 7)}: ${b.slice(0, 7)} is older`);
  });

  it('that reconcile found to be the newest are queued, whatever their time', () => {
    const found = merged(a, '2026-11-23T10:00:10.000Z');

    const ordered = decideChange(stateOf({}, mapping), head, found, 'reconcile');

    expect(ordered.deployment).toBe('queue');
    expect(ordered.head?.merges).toMatchObject([{ commit: shortCommit(a), found: true, deploymentId: null }]);
  });
});

describe('the head of the remote', () => {
  const remote = (after: string): GitEvent => gitEvent({ before: null, after, pushedAt: null, message: null });

  it('that nothing told of follows what was seen last', () => {
    const ordered = decideChange(stateOf(), atA, remote(b), 'reconcile');

    expect(ordered.deployment).toBe('queue');
    expect(ordered.head?.edges.at(-1)).toMatchObject({ before: shortCommit(a), after: shortCommit(b) });
  });

  it('that a delivery said to skip is not deployed, also where the branch was forced back to it', () => {
    const edges = [edge(null, a), edge(a, b, { wanted: false, skipped: true }), edge(b, c)];
    const known: BranchHead = { ...atA, edges, queued: queued(c) };

    const ordered = decideChange(stateOf(), known, remote(b), 'reconcile');

    expect(ordered.deployment).toBeNull();
    expect(ordered.head?.edges.at(-1)).toMatchObject({ after: shortCommit(b), wanted: false, skipped: true });
  });

  it('that was to be deployed, while an older commit was queued, is queued', () => {
    const known: BranchHead = { ...atA, edges: [edge(null, a), edge(a, b), edge(b, c)], queued: queued(b) };

    expect(decideChange(stateOf(), known, remote(c), 'reconcile').deployment).toBe('queue');
  });

  it('that the branch has come back to is no duplicate of the step from earlier on', () => {
    const edges = [
      edge(null, a, { past: true }),
      edge(a, b, { past: true, wanted: false }),
      edge(b, a, { wanted: false }),
    ];
    const known: BranchHead = { ...unseenHead, edges };

    expect(decideChange(stateOf(), known, remote(b), 'reconcile').deployment).toBe('queue');
  });
});
