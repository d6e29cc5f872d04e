import type { TraceRule } from '../contract/decision.ts';
import type { GitEvent } from './git-event.ts';
import { behaviorOf } from './mapping-behavior.ts';
import { leavesPathsAlone } from './path-filter.ts';
import type { EnvironmentRecord, MappingRecord, ProjectRecord } from './records.ts';

/** The commit that an environment stands for: the newest deployment that has not failed or been cancelled. */
export const newestCommit = (environment: EnvironmentRecord): string | null =>
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

/** The rule that fired for a mapping that matches, and what it says to the user. */
export type Verdict = { readonly rule: TraceRule; readonly detail: string };

/** What a mapping that matches is judged with. */
export type Match = {
  readonly project: ProjectRecord;
  readonly mapping: MappingRecord;
  /** Undefined where it was deleted meanwhile. */
  readonly environment: EnvironmentRecord | undefined;
  readonly environmentName: string;
  readonly event: GitEvent;
  readonly refName: string;
};

/** Judges what a mapping that matches does with an event: whether it deploys, or the exact reason that it does not. Pure. */
export const judgeMapping = ({ project, mapping, environment, environmentName, event, refName }: Match): Verdict => {
  if (event.kind === 'delete')
    return { rule: 'branch_deleted', detail: `${refName} was deleted; a deletion never deploys.` };
  if (project.archivedAt !== null) {
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
      detail: `${refName} is mapped to ${environmentName}, deploy on merge: a direct push does not deploy. Merge a pull request into it.`,
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
      detail: `Automatic deployment is off for ${environmentName}. Switch it on, or deploy by hand.`,
    };
  }
  if (event.after !== null && isSameCommit(newestCommit(environment), event.after)) {
    return {
      rule: 'already_deployed',
      detail: `${event.after.slice(0, 7)} is already the newest deployment of ${environmentName}.`,
    };
  }
  if (event.skipMarker !== null) {
    return {
      rule: 'skip_marker',
      detail: `The message of the head commit holds ${event.skipMarker}: it is not deployed. Push a commit without it, or deploy by hand.`,
    };
  }
  // The files of one push are all that changed only where it continues what is deployed.
  const files = isSameCommit(newestCommit(environment), event.before ?? '') ? event.files : null;
  if (event.kind === 'push' && leavesPathsAlone(mapping.paths, files)) {
    return {
      rule: 'paths_unchanged',
      detail: `Nothing below ${mapping.paths.join(', ')} has changed since ${event.before?.slice(0, 7)}, which is the newest deployment of ${environmentName}. Deploy by hand to deploy it all the same.`,
    };
  }
  if (environment.paused !== null) {
    return {
      rule: 'environment_paused',
      detail: `${environmentName} is paused (${environment.paused.reason}): the deployment waits until it is resumed.`,
    };
  }
  if (environment.approval === 'required') {
    return {
      rule: 'approval_required',
      detail: `${refName} is mapped to ${environmentName}, which needs an approval: the deployment waits for it.`,
    };
  }
  return { rule: 'deploys', detail: `${refName} is mapped to ${environmentName}, ${verb[behaviorOf(mapping)]}.` };
};
