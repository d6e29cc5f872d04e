import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimulateBody } from '#shared/contract/delivery.ts';
import { type BranchHead, unseenHead } from '#shared/domain/branch-order/branch-head.ts';
import { noCommit } from '#shared/domain/branch-order/branch-order.ts';
import { decideChange } from '#shared/domain/deliveries/decide-change.ts';
import { simulatedEvent } from '#shared/domain/deliveries/simulated-event.ts';
import { parseRef } from '#shared/domain/ref.ts';
import { decideDelivery } from '#shared/workflows/deliveries/decide-delivery.ts';
import { deliveryId, deploymentId, environmentId, past, repositoryRecord } from '#test/fixtures/records.ts';
import { situation } from './situations.ts';

const commits = [noCommit, 'a'.repeat(12), 'b'.repeat(12), 'c'.repeat(12)] as const;
const edge = fc.record({
  before: fc.constantFrom(...commits),
  after: fc.constantFrom(...commits),
  past: fc.boolean(),
  wanted: fc.boolean(),
  skipped: fc.boolean(),
  back: fc.boolean(),
  listed: fc.array(fc.constantFrom(...commits), { maxLength: 3 }),
});
const queued = fc.record({
  commit: fc.constantFrom('a'.repeat(12), 'b'.repeat(12), '000000000001'),
  pushedAt: fc.constantFrom(null, past, '2026-12-01T00:00:00.000Z'),
  committedAt: fc.constantFrom(null, past),
  environmentId: fc.constantFrom(environmentId(1), environmentId(2)),
  deploymentId: fc.constant(deploymentId()),
});
const head: fc.Arbitrary<BranchHead | null> = fc.option(
  fc.record({ edges: fc.array(edge, { maxLength: 5 }), queued: fc.option(queued) }).map((known) => ({
    ...unseenHead,
    ...known,
  })),
);
const message = fc.constantFrom(undefined, 'Fix the report', 'Docs [skip ci]');

/** The push that a person describes, of the event that befalls the project; null for what nobody can describe. */
const bodyOf = (
  event: { kind: string; ref: string | null; after: string | null },
  text?: string,
): SimulateBody | null => {
  const ref = event.ref === null ? null : parseRef(event.ref);
  if (ref === null || event.kind === 'ping' || event.kind === 'other') return null;
  const name = ref.type === 'tag' ? { tag: ref.name } : { branch: ref.name };
  const commitSha = event.after === null ? {} : { commitSha: event.after };
  return {
    event: event.kind as SimulateBody['event'],
    ...name,
    ...commitSha,
    ...(text === undefined ? {} : { message: text }),
  };
};

export const describeOneEngine = (numRuns: number): void => {
  describe('simulate and the receiver', () => {
    it('never disagree, whatever the project, its branches and the push', () => {
      let compared = 0;
      fc.assert(
        fc.property(situation, head, message, ({ project, environments, event }, known, text) => {
          const body = bodyOf(event, text);
          if (body === null) return;
          const state = { project, environments };
          const described = simulatedEvent(state, known, body);
          const ref = described.ref ?? '';
          const owner = { organizationId: project.organizationId, projectId: project.id, connectionId: 'c' };
          const stored = known === null ? [] : [[ref, { ...known, ...owner, ref, seenAt: past, version: 1 }] as const];
          const repository = repositoryRecord();

          const told = decideDelivery(
            { ...state, repository, heads: new Map(stored) },
            repository,
            { repository: null, changes: [described] },
            [described],
            { id: deliveryId(), provider: 'github', event: 'push', receivedAt: past, source: 'delivery' },
            null,
          );

          expect(decideChange(state, known, described).decision).toEqual(told.decision);
          compared += 1;
        }),
        { numRuns, seed: 5 },
      );
      expect(compared).toBeGreaterThan(numRuns * 0.6);
    });
  });
};
