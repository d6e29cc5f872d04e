import type { Decision, TraceEntry, TraceRule } from '#shared/contract/decision.ts';
import { matchesPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';
import type { Untouched } from '#shared/domain/branch-order/branch-head.ts';
import type { EnvironmentRecord } from '#shared/domain/records/environment.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import { parseRef } from '#shared/domain/ref.ts';
import type { ComparedFiles } from './compared-files.ts';
import { evaluateMapping } from './evaluate-mapping.ts';

/** The input of a decision: the project with its mappings, and its environments. */
export type DecisionState = {
  readonly project: ProjectRecord;
  readonly environments: readonly EnvironmentRecord[];
  /** The provider's comparison, if it was asked; then no further comparison is waited for. */
  readonly compared?: ComparedFiles;
};

const undecided = (outcome: Decision['outcome'], reason: string): Decision => ({
  outcome,
  reason,
  environmentId: null,
  mappingId: null,
  trace: [],
});

/** A decision that refuses every mapping for the same reason. */
export const refuseAll = (project: ProjectRecord, rule: TraceRule, reason: string): Decision => ({
  ...undecided('ignore', reason),
  trace: project.branchMappings.map((mapping) => ({
    mappingId: mapping.id,
    branchPattern: mapping.branchPattern,
    environmentName: project.environments[mapping.environmentId]?.name ?? mapping.environmentId,
    matched: false,
    rule,
    detail: reason,
  })),
});

/** Says why a mapping's pattern does not match a ref. @param ref full */
export const patternDiffers = (ref: string, branchPattern: string): string =>
  `${parseRef(ref)?.name ?? ref} is not ${branchPattern}.`;

/**
 * Evaluates all mappings for an event and traces, per mapping, the rule that fired or the exact reason that none did.
 * The first mapping in priority order whose pattern matches decides. Pure.
 * Source: docs/design/deciding-a-push.md, "Judging a mapping".
 * @param untouched the run of pushes that changed no watched path
 */
export const evaluateMappings = (
  state: DecisionState,
  event: GitEvent,
  untouched: Untouched | null = null,
): Decision => {
  if (event.kind === 'ping')
    return refuseAll(state.project, 'event_not_used', 'The ping arrived: the webhook is set up.');
  if (event.kind === 'other' || event.ref === null) {
    const reason = 'This event is not used: only pushes, tags and merged pull requests deploy.';
    return refuseAll(state.project, 'event_not_used', reason);
  }
  const ref = parseRef(event.ref);
  if (ref === null) return refuseAll(state.project, 'event_not_used', `${event.ref} is neither a branch nor a tag.`);
  if (state.project.branchMappings.length === 0) {
    return undecided('ignore', `No branch is mapped yet, so ${ref.name} deploys nothing. Create a branch mapping.`);
  }

  const trace: TraceEntry[] = [];
  let winner: MappingRecord | undefined;
  for (const mapping of state.project.branchMappings) {
    const environment = state.project.environments[mapping.environmentId];
    const name = environment?.name ?? mapping.environmentId;
    const entry = (matched: boolean, rule: TraceRule, detail: string): void => {
      trace.push({
        mappingId: mapping.id,
        branchPattern: mapping.branchPattern,
        environmentName: name,
        matched,
        rule,
        detail,
      });
    };
    if (mapping.refType !== ref.type)
      entry(false, 'ref_type_differs', `${ref.name} is a ${ref.type}, not a ${mapping.refType}.`);
    else if (!matchesPattern(mapping.branchPattern, ref.name)) {
      entry(false, 'pattern_differs', patternDiffers(event.ref, mapping.branchPattern));
    } else if (winner !== undefined) {
      entry(
        true,
        'lower_priority',
        `${winner.branchPattern} has priority ${winner.priority}, which comes before ${mapping.priority}.`,
      );
    } else {
      winner = mapping;
      const result = evaluateMapping({
        project: state.project,
        mapping,
        environment: state.environments.find((one) => one.id === mapping.environmentId),
        environmentName: name,
        event,
        refName: ref.name,
        untouched,
        compared: state.compared ?? null,
      });
      entry(true, result.rule, result.detail);
    }
  }
  if (winner === undefined) {
    return {
      ...undecided('ignore', `No mapping matches the ${ref.type} ${ref.name}. Map it to an environment to deploy it.`),
      trace,
    };
  }
  const fired = trace.find((entry) => entry.mappingId === winner.id);
  if (fired === undefined) return undecided('ignore', 'No mapping matches.');
  return {
    outcome: outcomeOf(fired.rule),
    reason: fired.detail,
    environmentId: winner.environmentId,
    mappingId: winner.id,
    trace,
  };
};

const outcomeOf = (rule: TraceRule): Decision['outcome'] => {
  switch (rule) {
    case 'deploys':
      return 'deploy';
    case 'environment_paused':
    case 'approval_required':
    case 'head_not_confirmed':
    case 'waits_for_comparison':
      return 'hold';
    case 'already_deployed':
      return 'duplicate';
    case 'older_than_head':
      return 'stale';
    case 'pattern_differs':
    case 'ref_type_differs':
    case 'lower_priority':
    case 'auto_deploy_off':
    case 'waits_for_merge':
    case 'merge_seen_as_push':
    case 'paths_unchanged':
    case 'skip_marker':
    case 'branch_deleted':
    case 'project_archived':
    case 'repository_differs':
    case 'event_not_used':
      return 'ignore';
  }
};
