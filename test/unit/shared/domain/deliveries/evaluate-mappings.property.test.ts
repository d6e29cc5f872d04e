import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decision, type TraceRule } from '#shared/contract/decision.ts';
import { matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import { evaluateMappings } from '#shared/domain/deliveries/evaluate-mappings.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { situation } from './situations.ts';

const nameOf = (happened: GitEvent): string => (happened.ref ?? '').replace(/^refs\/(heads|tags)\//, '');
const matches = (mapping: MappingRecord, happened: GitEvent): boolean =>
  (happened.ref ?? '').startsWith(mapping.refType === 'tag' ? 'refs/tags/' : 'refs/heads/') &&
  matchesPattern(mapping.branchPattern, nameOf(happened));

/** The first mapping by priority that matches, found in another way than by walking the list. */
const winnerOf = (project: ProjectRecord, happened: GitEvent): MappingRecord | null => {
  const fitting = project.branchMappings.filter((mapping) => matches(mapping, happened));
  const lowest = Math.min(...fitting.map((mapping) => mapping.priority));
  return fitting.find((mapping) => mapping.priority === lowest) ?? null;
};

/** Every reason of the specification that keeps a mapping from deploying at once, in no order. */
const obstacles = (
  project: ProjectRecord,
  mapping: MappingRecord,
  target: EnvironmentRecord,
  happened: GitEvent,
): Set<TraceRule> => {
  const newest = [target.pending, target.running, target.current].find((one) => one !== null);
  const all: readonly (readonly [TraceRule, boolean])[] = [
    ['branch_deleted', happened.kind === 'delete'],
    ['project_archived', project.archivedAt !== null],
    ['merge_seen_as_push', happened.kind === 'merge' && mapping.trigger === 'push'],
    ['waits_for_merge', happened.kind === 'push' && mapping.trigger === 'merge'],
    ['auto_deploy_off', !mapping.autoDeploy || !target.autoDeploy],
    ['already_deployed', happened.after !== null && newest?.commitSha === happened.after],
    [
      'waits_for_comparison',
      mapping.paths.length > 0 &&
        project.repository?.comparesCommits === true &&
        happened.after !== null &&
        (newest?.commitSha ?? null) !== null,
    ],
    ['environment_paused', target.paused !== null],
    ['approval_required', target.approval === 'required'],
  ];
  return new Set(all.filter(([, applies]) => applies).map(([rule]) => rule));
};

const outcomes: Partial<Record<TraceRule, Decision['outcome']>> = {
  deploys: 'deploy',
  environment_paused: 'hold',
  approval_required: 'hold',
  already_deployed: 'duplicate',
  waits_for_comparison: 'hold',
};
const holds: readonly TraceRule[] = ['waits_for_comparison', 'environment_paused', 'approval_required'];

describe('decide, whatever the situation', () => {
  it('gives every mapping exactly one entry of the trace, in priority order', () => {
    fc.assert(
      fc.property(situation, ({ project, environments, event: happened }) => {
        const { trace } = evaluateMappings({ project, environments }, happened);
        expect(trace.map((entry) => entry.mappingId)).toEqual(project.branchMappings.map((mapping) => mapping.id));
      }),
      { numRuns: 1000 },
    );
  });

  it('answers what the contract promises, with a sentence as its reason', () => {
    fc.assert(
      fc.property(situation, ({ project, environments, event: happened }) => {
        const decision = evaluateMappings({ project, environments }, happened);
        expect(Decision.parse(decision)).toEqual(decision);
        for (const text of [decision.reason, ...decision.trace.map((entry) => entry.detail)]) {
          expect(text).toMatch(/^\S.*\.$/);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('names the mapping of the lowest priority that matches, or none', () => {
    fc.assert(
      fc.property(situation, ({ project, environments, event: happened }) => {
        const decision = evaluateMappings({ project, environments }, happened);
        const winner = winnerOf(project, happened);
        expect(decision.mappingId).toBe(winner?.id ?? null);
        expect(decision.environmentId).toBe(winner?.environmentId ?? null);
      }),
      { numRuns: 1000 },
    );
  });

  it('says of every mapping truly whether it matched, and of the later ones that another came first', () => {
    fc.assert(
      fc.property(situation, ({ project, environments, event: happened }) => {
        const decision = evaluateMappings({ project, environments }, happened);
        for (const [index, mapping] of project.branchMappings.entries()) {
          const entry = decision.trace[index];
          expect(entry?.matched).toBe(matches(mapping, happened));
          expect(entry?.rule === 'lower_priority').toBe(entry?.matched === true && mapping.id !== decision.mappingId);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('deploys exactly where nothing of the specification stands against it, and else names something that does', () => {
    fc.assert(
      fc.property(situation, ({ project, environments, event: happened }) => {
        const decision = evaluateMappings({ project, environments }, happened);
        const winner = winnerOf(project, happened);
        const target = environments.find((one) => one.id === winner?.environmentId);
        if (winner === null || target === undefined) {
          expect(decision.outcome).toBe('ignore');
          return;
        }
        const against = obstacles(project, winner, target, happened);
        const rule = decision.trace.find((entry) => entry.mappingId === winner.id)?.rule;
        if (rule === undefined) throw new Error('The winner has no entry.');
        if (against.size === 0) expect(rule).toBe('deploys');
        else expect([...against]).toContain(rule);
        // What waits would deploy later: nothing else may stand against it.
        if (holds.includes(rule)) expect([...against].every((one) => holds.includes(one))).toBe(true);
        expect(decision.outcome).toBe(outcomes[rule] ?? 'ignore');
        expect(decision.reason).toBe(decision.trace.find((entry) => entry.mappingId === winner.id)?.detail);
      }),
      { numRuns: 3000 },
    );
  });

  it('is pure: the same situation gives the same decision and nothing is changed', () => {
    fc.assert(
      fc.property(situation, ({ project, environments, event: happened }) => {
        const before = structuredClone({ project, environments, happened });
        const once = evaluateMappings({ project, environments }, happened);
        expect(evaluateMappings({ project, environments }, happened)).toEqual(once);
        expect({ project, environments, happened }).toEqual(before);
      }),
    );
  });
});
