import type { TraceRule } from '#shared/contract/decision.ts';
import { behaviorOf } from '#shared/domain/branch-mappings/mapping-behavior.ts';
import type { Untouched } from '#shared/domain/branch-order/branch-head.ts';
import type { EnvironmentRecord, SlotDeployment } from '#shared/domain/records/environment.ts';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { ComparedFiles } from './compared-files.ts';
import { changesNoWatchedPath } from './path-filter.ts';

/** The newest deployment of an environment that has neither failed nor been cancelled. */
export const newestDeployment = (environment: EnvironmentRecord): SlotDeployment | null =>
  environment.pending ?? environment.running ?? environment.current;

/** The commit of that deployment. */
export const newestCommit = (environment: EnvironmentRecord): string | null =>
  newestDeployment(environment)?.commitSha ?? null;

/** Bitbucket sends only the first 12 digits of a merge commit. */
const isSameCommit = (known: string | null, pushed: string): boolean =>
  known !== null &&
  (known === pushed ||
    (Math.min(known.length, pushed.length) === 12 && (known.startsWith(pushed) || pushed.startsWith(known))));

const verb: Record<ReturnType<typeof behaviorOf>, string> = {
  'Deploy on merge': 'deploy on merge',
  'Deploy on push': 'deploy on push',
  'Deploy on tag': 'deploy on tag',
};

/** The rule that fired for a matching mapping, and its explanation for the user. */
export type MappingResult = { readonly rule: TraceRule; readonly detail: string };

/** The input for evaluating a matching mapping. */
export type MappingContext = {
  readonly project: ProjectRecord;
  readonly mapping: MappingRecord;
  /** Undefined if it was deleted meanwhile. */
  readonly environment: EnvironmentRecord | undefined;
  readonly environmentName: string;
  readonly event: GitEvent;
  readonly refName: string;
  /** The run of pushes that changed no watched path; null for none. */
  readonly untouched: Untouched | null;
  /** What the provider's API said; null if it was not asked. */
  readonly compared: ComparedFiles | null;
};

/**
 * Whether the push's file list covers everything since the deployed commit. It does if the push continues that commit,
 * or a run of pushes that changed no watched path.
 */
const coversAllChanges = ({ mapping, event, untouched }: MappingContext, newest: string | null): boolean => {
  if (event.before === null || newest === null) return false;
  if (isSameCommit(newest, event.before)) return true;
  return (
    untouched !== null &&
    untouched.mappingId === mapping.id &&
    untouched.mappingVersion === mapping.version &&
    newest.startsWith(untouched.from) &&
    event.before.startsWith(untouched.to)
  );
};

/** The files that changed since the environment's newest commit; null if the list may be incomplete. */
const filesSince = (match: MappingContext, newest: string | null): readonly string[] | null => {
  const { event, compared } = match;
  if (event.kind === 'push' && coversAllChanges(match, newest) && event.files !== null) return event.files;
  const isTheirs = compared !== null && compared.base === newest && compared.head === event.after;
  return isTheirs ? compared.files : null;
};

/** Whether the provider's API is to be asked for the files before the mapping can be judged. */
const waitsForComparison = (
  { project, mapping, event, compared }: MappingContext,
  newest: string | null,
  files: readonly string[] | null,
): boolean =>
  mapping.paths.length > 0 &&
  files === null &&
  compared === null &&
  newest !== null &&
  event.after !== null &&
  project.repository?.comparesCommits === true;

/** Path filters that could not be applied are said, so that nobody takes the deployment for a fault of the filter. */
const pathNote = ({ mapping, compared }: MappingContext, files: readonly string[] | null): string =>
  mapping.paths.length > 0 && files === null
    ? ` Its path filters could not be applied: ${compared?.why ?? 'not all files that changed since the last deployment are known.'}`
    : '';

/** Evaluates one matching mapping: whether it deploys the event, or the exact reason why not. Pure. */
export const evaluateMapping = (match: MappingContext): MappingResult => {
  const { project, mapping, environment, environmentName, event, refName } = match;
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
  const newest = newestCommit(environment);
  if (event.after !== null && isSameCommit(newest, event.after)) {
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
  const files = filesSince(match, newest);
  if (waitsForComparison(match, newest, files)) {
    return {
      rule: 'waits_for_comparison',
      detail: `${refName} is mapped to ${environmentName}. Which files changed between ${newest?.slice(0, 7)} and ${event.after?.slice(0, 7)} is asked of the provider, within about a minute: the deployment is then queued, unless nothing below ${mapping.paths.join(', ')} changed.`,
    };
  }
  if (changesNoWatchedPath(mapping.paths, files)) {
    return {
      rule: 'paths_unchanged',
      detail: `Nothing below ${mapping.paths.join(', ')} has changed since ${newest?.slice(0, 7)}, which is the newest deployment of ${environmentName}. To deploy it anyway, start a deployment by hand.`,
    };
  }
  if (environment.paused !== null) {
    return {
      rule: 'environment_paused',
      detail: `${environmentName} is paused (${environment.paused.reason}): the deployment waits until it is resumed.`,
    };
  }
  if (environment.approval !== 'none') {
    return {
      rule: 'approval_required',
      detail: `${refName} is mapped to ${environmentName}, which needs an approval: the deployment waits for it.`,
    };
  }
  return {
    rule: 'deploys',
    detail: `${refName} is mapped to ${environmentName}, ${verb[behaviorOf(mapping)]}.${pathNote(match, files)}`,
  };
};
