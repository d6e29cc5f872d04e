import { describe, expect, it } from 'vitest';
import { type Edge, noCommit, type OrderedPush } from '#shared/domain/branch-order/branch-order.ts';
import type { KnownMerge, MergeEvent, MergeOrder } from '#shared/domain/branch-order/merge-order.ts';
import { placeMergeAgain, placeRedelivery } from '#shared/domain/branch-order/place-redelivery.ts';
import { deploymentId, environmentId } from '#test/fixtures/records.ts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(12)) as [string, string, string, string];
const [at, later, latest] = ['10', '20', '30'].map((minutes) => `2026-11-24T10:${minutes}:00.000Z`) as [
  string,
  string,
  string,
];
const [here, elsewhere] = [environmentId(), environmentId(9)];

const edge = (before: string, after: string, over: Partial<Edge> = {}): Edge => ({
  before,
  after,
  past: false,
  wanted: false,
  skipped: false,
  back: false,
  listed: [],
  ...over,
});
const queued = (commit: string, over: Partial<NonNullable<MergeOrder['queued']>> = {}): MergeOrder['queued'] => ({
  commit,
  pushedAt: null,
  committedAt: null,
  environmentId: here,
  ...over,
});

describe('a push that is delivered again', () => {
  const push = (before: string | null, after: string, over: Partial<OrderedPush> = {}): OrderedPush => ({
    before,
    after,
    pushedAt: null,
    committedAt: null,
    environmentId: here,
    wants: true,
    skipped: false,
    back: false,
    commits: null,
    ...over,
  });
  /** The branch was queued at a; a push in between was lost; then b to c came, and deployed nothing. */
  const gap = (committedAt: string | null): MergeOrder => ({
    edges: [edge(noCommit, a), edge(b, c)],
    queued: queued(a, { committedAt }),
    merges: [],
  });

  it('deploys after a gap, where its commit is dated after the queued one, and the remote is asked', () => {
    const placed = placeRedelivery(gap(at), push(b, c, { committedAt: later }));

    expect(placed).toMatchObject({ position: 'newest', reconcile: true });
  });

  it('deploys after a gap, where it was pushed after the queued one', () => {
    const order = { ...gap(latest), queued: queued(a, { pushedAt: at, committedAt: latest }) };

    expect(placeRedelivery(order, push(b, c, { pushedAt: later, committedAt: later }))).toMatchObject({
      position: 'newest',
      reconcile: true,
    });
  });

  it.each([
    ['is dated before the queued one', gap(later), push(b, c, { committedAt: at })],
    ['has no date', gap(null), push(b, c)],
    [
      'was pushed before the queued one',
      { ...gap(null), queued: queued(a, { pushedAt: later }) },
      push(b, c, { pushedAt: at, committedAt: latest }),
    ],
    [
      'was followed by another push',
      { ...gap(at), edges: [...gap(at).edges, edge(c, d)] },
      push(b, c, { committedAt: later }),
    ],
    [
      'was followed by another push after another gap',
      { ...gap(at), edges: [...gap(at).edges, edge('e'.repeat(12), d)] },
      push(b, c, { committedAt: later }),
    ],
  ])('is older after a gap, where its commit %s, and the remote is asked', (_why, order, one) => {
    expect(placeRedelivery(order, one)).toMatchObject({ position: 'older', reconcile: true });
  });

  it('is older without a question, where the branch has gone another way since', () => {
    const order = { edges: [edge(noCommit, a), edge(a, b, { past: true }), edge(a, c)], queued: queued(a), merges: [] };

    expect(placeRedelivery(order, push(a, b, { committedAt: later }))).toMatchObject({
      position: 'older',
      reconcile: false,
    });
  });

  it('records no creation, where only the comparison with the remote told of it and knew no commit before', () => {
    const order = { edges: [edge(noCommit, a), edge(a, b, { back: true })], queued: queued(a), merges: [] };

    const placed = placeRedelivery(order, push(null, b));

    expect(placed).toMatchObject({ edges: order.edges, position: 'newest', reconcile: false });
  });
});

describe('a merge that is delivered again', () => {
  const merge = (commit: string, mergedAt: string, over: Partial<KnownMerge> = {}): KnownMerge => ({
    commit,
    mergedAt,
    environmentId: here,
    deploymentId: null,
    dropped: false,
    found: false,
    ...over,
  });
  const event = (commit: string, mergedAt: string, wants = true): MergeEvent => ({
    commit,
    mergedAt,
    environmentId: here,
    wants,
  });
  const orderOf = (merges: readonly KnownMerge[], over: Partial<MergeOrder> = {}): MergeOrder => ({
    edges: [],
    merges,
    queued: null,
    ...over,
  });

  it.each([
    ['nothing was queued', orderOf([merge(b, later)])],
    ['what was queued is older', orderOf([merge(b, later)], { queued: queued(a, { pushedAt: at }) })],
    [
      'what was queued belongs to another environment, and is not known to be newer',
      orderOf([merge(b, later)], { queued: queued(a, { environmentId: elsewhere }) }),
    ],
    ['a later one has left the branch', orderOf([merge(b, later), merge(c, latest, { dropped: true })])],
    ['an earlier one deployed nothing either', orderOf([merge(a, at), merge(b, later)])],
    [
      'it was queued, and its deployment has ended',
      orderOf([merge(b, later, { deploymentId: deploymentId() })], { queued: queued(b, { pushedAt: later }) }),
    ],
  ])('and deployed nothing before is the newest, where %s', (_why, order) => {
    expect(placeMergeAgain(order, event(b, later)).position).toBe('newest');
  });

  it.each([
    ['a later one was queued', orderOf([merge(b, later)], { queued: queued(c, { pushedAt: latest }) })],
    ['a later one deployed nothing either', orderOf([merge(b, later), merge(c, latest)])],
    [
      'a later one was queued for the environment that was mapped before',
      orderOf([merge(b, later)], { queued: queued(c, { pushedAt: latest, environmentId: elsewhere }) }),
    ],
    ['it has left the branch', orderOf([merge(b, later, { dropped: true })])],
  ])('is older, where %s', (_why, order) => {
    expect(placeMergeAgain(order, event(b, later)).position).toBe('older');
  });

  it('whose order is not known is older, and the remote is asked', () => {
    const order = orderOf([merge(b, later)], { queued: queued(a, { pushedAt: later }) });

    expect(placeMergeAgain(order, event(b, later))).toMatchObject({ position: 'older', reconcile: true });
  });

  it('that deploys nothing now is only remembered', () => {
    const order = orderOf([merge(b, later)]);

    expect(placeMergeAgain(order, event(b, later, false))).toMatchObject({
      position: 'unordered',
      merges: order.merges,
    });
  });
});
