import type { Validation } from '#shared/contract/repository.ts';
import { readLastDelivery } from '#shared/data/deliveries/deliveries.ts';
import { type ProjectConfiguration, readForDecision } from '#shared/data/projects/read-project.ts';
import { noteValidation } from '#shared/data/repository/note-repository.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import type { Actor } from '#shared/domain/actor.ts';
import { nearestNames } from '#shared/domain/nearest-names.ts';
import { awaitsBaseline } from '#shared/domain/reconcile/baseline.ts';
import { stillSilent } from '#shared/domain/reconcile/silent-webhook.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { keysInForce } from '#shared/domain/repository/deploy-keys.ts';
import { keyProved } from '#shared/domain/repository/key-rotation.ts';
import { leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { pageOf, providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import { refusedDeliveries } from '#shared/domain/repository/refused-deliveries.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { commitsByRef, type RemoteRefs, type RemoteRefsFailure, unreachable } from '#shared/git/remote-refs-result.ts';
import { readDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { requireIdle } from './connection-busy.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { listRemoteRefs } from './list-remote-refs.ts';
import { recordBaseline } from './record-baseline.ts';
import { dropAbandonedKeys } from './regenerate-key.ts';

const maxBranches = 1000;

type Finding = Pick<Validation, 'result' | 'detail'>;

/** What a validation found, with a sentence on the webhook if its deliveries are refused. */
const withWebhook = async (repository: RepositoryRecord, { result, detail }: Finding): Promise<Finding> => {
  // Most connections have none, and need no further read.
  if (repository.lastRejectedAt === null) return { result, detail };
  const lastDelivery = await readLastDelivery(repository.organizationId, repository.projectId);
  const refused = refusedDeliveries(repository, lastDelivery);
  return { result, detail: refused === null ? detail : `${detail} ${refused}` };
};

const whereToLook = (repository: RepositoryRecord, failure: RemoteRefsFailure): string => {
  if (failure.code !== 'deploy_key_rejected') return failure.detail;
  const url = providerProfiles[repository.provider].deployKeysUrl(pageOf(repository));
  return `${failure.detail} Open ${url} and look for the key with the fingerprint ${repository.deployKey.fingerprint}; add it if it is missing.`;
};

const validationOf = (repository: RepositoryRecord, refs: RemoteRefs, provesKey: boolean): Finding => {
  const names = [...refs.branches.keys()];
  if (refs.branches.has(repository.branch)) {
    const how = provesKey
      ? `The key opens ${repository.fullName}`
      : `Everybody can read ${repository.fullName} over HTTPS; the key was not tried, since no SSH host key is pinned for ${repository.host} in the provider settings`;
    return { result: 'reachable', detail: `${how}, and ${repository.branch} is there.` };
  }
  const nearest = nearestNames(repository.branch, names);
  const hint =
    nearest.length > 0
      ? `The nearest names are ${nearest.join(', ')}.`
      : names.length === 0
        ? 'The repository has no branches yet.'
        : '';
  return {
    result: 'branch_not_found',
    detail:
      `${repository.fullName} has no branch ${repository.branch}. ${hint} Change the default branch, or push it.`.replace(
        '  ',
        ' ',
      ),
  };
};

/**
 * A connection that worked before is shown as failing. One that never worked keeps its status: it is not set up yet.
 */
const failing = (repository: RepositoryRecord, failure: RemoteRefsFailure): RepositoryRecord | null => {
  const worked = repository.deployKey.lastVerifiedAt !== null || repository.deployKey.installed === 'automatic';
  if (!worked || (repository.status !== 'action_required' && repository.status !== 'connected')) return null;
  return nextRepository(repository, { status: 'failing', statusReason: `${failure.code}: ${failure.detail}` });
};

/** The connection with its baseline, if a mapping awaits one and all of it could be written. */
const withBaseline = async (
  project: ProjectRecord,
  repository: RepositoryRecord,
  refs: RemoteRefs,
  now: string,
): Promise<RepositoryRecord> => {
  const { reconciliation } = repository;
  const isAwaited = project.branchMappings.some((mapping) => awaitsBaseline(mapping, reconciliation.baseline));
  const found = isAwaited ? await readForDecision(project.organizationId, project.id, 'all', now) : null;
  if (found?.repository?.connectionId !== repository.connectionId) return repository;
  const baseline = await recordBaseline(found, repository, commitsByRef(refs), project.version, null, now);
  return baseline === null ? repository : { ...repository, reconciliation: { ...reconciliation, baseline } };
};

/**
 * Connects to a repository with its stored key and lists its branches. Success proves the key and removes the old one.
 * Source: docs/design/connecting.md, "Validating"; manual, "Troubleshooting".
 * @param by who asks
 * @param now RFC 3339
 * @throws Problem `conflict` while another step runs, whose keys and state must not change; ConditionFailed with
 * `project`, `repository` if another change was faster
 */
export const validateRepository = async (
  { project }: Pick<ProjectConfiguration, 'project'>,
  repository: RepositoryRecord,
  tools: ConnectionTools,
  by: Actor,
  now: string,
): Promise<Validation> => {
  requireIdle(repository, now);
  const started = performance.now();
  const privateKey = await readDeployKey(repository.organizationId, repository.projectId, repository.deployKey.id);
  const listed =
    privateKey === null
      ? unreachable('The private half of the deploy key is gone. Regenerate the key.')
      : await listRemoteRefs(repository, privateKey, tools);
  const took = { checkedAt: now, durationMs: Math.round(performance.now() - started) };
  const found = await withWebhook(
    repository,
    listed.ok
      ? validationOf(repository, listed.refs, listed.provesKey)
      : { result: listed.code, detail: whereToLook(repository, listed) },
  );
  const validated: RepositoryRecord = { ...repository, lastValidation: { at: now, ...found } };
  if (!listed.ok) {
    const after = failing(validated, listed);
    if (after === null) await noteValidation(repository, { at: now, ...found });
    else await saveRepository(withSummary(project, after, now, by), after, leftoversDueAt(after, now), null);
    return { ...found, branches: [], defaultBranch: null, ...took };
  }
  const { refs } = listed;
  const baselined = await withBaseline(project, validated, refs, now);
  if (listed.provesKey) {
    const proved = {
      ...stillSilent(repository, keyProved(baselined, now), now),
      comparesCommits: tools.client !== null,
    };
    await saveRepository(withSummary(project, proved, now, by), proved, leftoversDueAt(proved, now), null);
    await dropAbandonedKeys(proved, tools, now, keysInForce(repository));
  } else if (baselined === validated) {
    await noteValidation(repository, { at: now, ...found });
  } else {
    const after = nextRepository(baselined, {});
    await saveRepository(null, after, leftoversDueAt(after, now), null);
  }
  const branches = [...refs.branches.keys()].sort().slice(0, maxBranches);
  return { ...found, branches, defaultBranch: refs.defaultBranch, ...took };
};
