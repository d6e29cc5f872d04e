import type { Decision, TraceEntry, TraceRule } from '../contract/decision.ts';
import { matchesPattern } from './branch-pattern.ts';
import type { GitEvent } from './git-event.ts';
import { behaviorOf } from './mapping-behavior.ts';
import type { EnvironmentRecord, MappingRecord, ProjectRecord } from './records.ts';
import { parseRef } from './ref.ts';

/** What a decision is made from: the project with its mappings, and its environments. */
export type DecisionState = {
  readonly project: ProjectRecord;
  readonly environments: readonly EnvironmentRecord[];
};

const undecided = (outcome: Decision['outcome'], reason: string): Decision => ({
  outcome,
  reason,
  environmentId: null,
  mappingId: null,
  trace: [],
});

/** A decision against every mapping for the same reason. */
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

/** The commit that an environment stands for: the newest deployment that has not failed or been cancelled. */
const newestCommit = (environment: EnvironmentRecord): string | null =>
  (environment.pending ?? environment.running ?? environment.current)?.commitSha ?? null;

/** Bitbucket tells a merge's commit by its first 12 digits alone. */
const isSameCommit = (known: string | null, told: string): boolean =>
  known !== null &&
  (known === told ||
    (Math.min(known.length, told.length) === 12 && (known.startsWith(told) || told.startsWith(known))));

const verb: Record<ReturnType<typeof behaviorOf>, string> = {
  'Deploy on merge': 'deploy on merge',
  'Deploy on push': 'deploy on push',
  'Deploy on tag': 'deploy on tag',
};

/**
 * Decides what an authentic event deploys, with the whole trace: per mapping the rule that fired or the exact reason that
 * it did not. The first mapping in priority order whose pattern matches wins. Pure. Source: design §8.
 */
export const decide = (state: DecisionState, event: GitEvent): Decision => {
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
      entry(false, 'pattern_differs', `${ref.name} is not ${mapping.branchPattern}.`);
    } else if (winner !== undefined) {
      entry(
        true,
        'lower_priority',
        `${winner.branchPattern} has priority ${winner.priority}, which comes before ${mapping.priority}.`,
      );
    } else {
      winner = mapping;
      const verdict = judge(state, mapping, event, ref.name, name);
      entry(true, verdict.rule, verdict.detail);
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

type Verdict = { rule: TraceRule; detail: string };

const judge = (
  state: DecisionState,
  mapping: MappingRecord,
  event: GitEvent,
  refName: string,
  name: string,
): Verdict => {
  const environment = state.environments.find((one) => one.id === mapping.environmentId);
  const behavior = behaviorOf(mapping);
  if (event.kind === 'delete')
    return { rule: 'branch_deleted', detail: `${refName} was deleted; a deletion never deploys.` };
  if (state.project.archivedAt !== null) {
    return { rule: 'project_archived', detail: 'The project is archived. Unarchive it to deploy again.' };
  }
  if (event.kind === 'merge' && mapping.trigger === 'push') {
    return {
      rule: 'merge_seen_as_push',
      detail: `${refName} deploys on push: the push of this merge decides, not the merge event.`,
    };
  }
  if (event.kind === 'push' && mapping.trigger === 'merge') {
    return {
      rule: 'waits_for_merge',
      detail: `${refName} is mapped to ${name}, deploy on merge: a direct push does not deploy. Merge a pull request into it.`,
    };
  }
  if (!mapping.autoDeploy) {
    return {
      rule: 'auto_deploy_off',
      detail: `Automatic deployment is off for the mapping of ${mapping.branchPattern}. Switch it on, or deploy by hand.`,
    };
  }
  if (environment === undefined || !environment.autoDeploy) {
    return {
      rule: 'auto_deploy_off',
      detail: `Automatic deployment is off for ${name}. Switch it on, or deploy by hand.`,
    };
  }
  if (event.after !== null && isSameCommit(newestCommit(environment), event.after)) {
    return {
      rule: 'already_deployed',
      detail: `${event.after.slice(0, 7)} is already the newest deployment of ${name}.`,
    };
  }
  if (environment.paused !== null) {
    return {
      rule: 'environment_paused',
      detail: `${name} is paused (${environment.paused.reason}): the deployment waits until it is resumed.`,
    };
  }
  if (environment.approval === 'required') {
    return {
      rule: 'approval_required',
      detail: `${refName} is mapped to ${name}, which needs an approval: the deployment waits for it.`,
    };
  }
  return { rule: 'deploys', detail: `${refName} is mapped to ${name}, ${verb[behavior]}.` };
};

const outcomeOf = (rule: TraceRule): Decision['outcome'] => {
  switch (rule) {
    case 'deploys':
      return 'deploy';
    case 'environment_paused':
    case 'approval_required':
    case 'head_not_confirmed':
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
