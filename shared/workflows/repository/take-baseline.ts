import { isLocal } from '#shared/config/is-local.ts';
import { readForDecision } from '#shared/data/projects/read-project.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import { awaitsBaseline, laterBaseline } from '#shared/domain/reconcile/baseline.ts';
import type { MappingRecord } from '#shared/domain/records/mapping.ts';
import type { ProjectRecord } from '#shared/domain/records/project.ts';
import type { ReconcileRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import { canReconcile } from '#shared/domain/repository/can-reconcile.ts';
import { workingKey } from '#shared/domain/repository/deploy-keys.ts';
import { followUpAt, leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { hostName, publicHosts } from '#shared/git/git-host.ts';
import { hostTrustOf } from '#shared/git/host-trust-of.ts';
import { commitsByRef } from '#shared/git/remote-refs-result.ts';
import { readDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { withConnection } from './connection-step.ts';
import { recordBaseline } from './record-baseline.ts';

/** A person waits for the answer. Milliseconds. */
const longestMs = 5000;

/** The certificates of a server of one's own. A public one needs none, and so no call. */
const caBundleOf = async ({ organizationId, provider, host }: RepositoryRecord): Promise<string | null> =>
  publicHosts.some((one) => hostName(one) === host)
    ? null
    : hostTrustOf(await readProviderSettings(organizationId, provider), host).caBundle;

/** Lists the remote with the deploy key if that works, or else as everybody may. @returns null if neither does within 5 s */
const readRemote = async (repository: RepositoryRecord): Promise<ReadonlyMap<string, string> | null> => {
  const end = performance.now() + longestMs;
  const left = (): number => Math.max(1, Math.round(end - performance.now()));
  const { organizationId, projectId, provider, host, httpsUrl } = repository;
  if (canReconcile(repository)) {
    const [privateKey, settings] = await Promise.all([
      readDeployKey(organizationId, projectId, workingKey(repository).id),
      readProviderSettings(organizationId, provider),
    ]);
    if (privateKey === null) return null;
    // Loaded here, so that a request that reads no remote starts without an SSH client.
    const { listRemoteRefs } = await import('./list-remote-refs.ts');
    const listed = await listRemoteRefs(repository, privateKey, hostTrustOf(settings, host), left());
    return listed.ok ? commitsByRef(listed.refs) : null;
  }
  const caBundle = await caBundleOf(repository);
  const { listRefsOverHttps } = await import('#shared/git/remote-refs-https.ts');
  const listed = await listRefsOverHttps({ httpsUrl, allowLoopback: isLocal(), caBundle, timeoutMs: left() });
  return listed.ok ? commitsByRef(listed.refs) : null;
};

/** Changes the schedule of a connection, over whatever else happens to it. @returns null if it is gone */
const reschedule = (
  known: RepositoryRecord,
  now: string,
  change: (reconciliation: ReconcileRecord) => ReconcileRecord,
): Promise<RepositoryRecord | null> =>
  withConnection(known, async ({ repository }) => {
    const after = nextRepository(repository, { reconciliation: change(repository.reconciliation) });
    const dueAt = after.intentAt === null ? leftoversDueAt(after, now) : followUpAt(now);
    await saveRepository(null, after, dueAt, null);
    return after;
  });

/**
 * Reads the remote for the mappings that await their baseline, in the request that made them or the connection. If that
 * takes more than 5 s or fails, the next comparison reads it, a minute later at most if the key works.
 * Source: docs/design/branch-order.md, "The baseline".
 * @param project as it was written
 * @param before its mappings before that; null for a new connection
 * @param now RFC 3339
 * @returns the connection as it is stored then; null if that did not change
 */
export const takeBaseline = async (
  project: ProjectRecord,
  repository: RepositoryRecord | null,
  before: readonly MappingRecord[] | null,
  now: string,
): Promise<RepositoryRecord | null> => {
  if (repository === null || repository.status === 'connecting' || repository.status === 'disconnecting') return null;
  const { baseline } = repository.reconciliation;
  if (!project.branchMappings.some((mapping) => awaitsBaseline(mapping, baseline))) return null;
  const refs = await readRemote(repository);
  const found = refs === null ? null : await readForDecision(project.organizationId, project.id, 'all', now);
  const present = found?.repository ?? null;
  const taken =
    refs === null || found === null || present?.connectionId !== repository.connectionId
      ? null
      : await recordBaseline(found, present, refs, project.version, before, now);
  if (taken !== null) {
    return reschedule(repository, now, (one) => ({ ...one, baseline: laterBaseline(one.baseline, taken) }));
  }
  return canReconcile(repository) ? reschedule(repository, now, (one) => ({ ...one, nextAt: now })) : null;
};
