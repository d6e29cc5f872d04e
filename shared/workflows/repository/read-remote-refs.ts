import { Problem } from '#shared/contract/problem.ts';
import { readProviderSettings } from '#shared/data/settings/provider-settings.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { workingKey } from '#shared/domain/repository/deploy-keys.ts';
import { hostTrustOf } from '#shared/git/host-trust-of.ts';
import type { RemoteRefs, RemoteRefsFailure } from '#shared/git/remote-refs-result.ts';
import { readDeployKey } from '#shared/secrets/deploy-key-secret.ts';

/** The refs, or why there are none. */
export type ReadRefs = { readonly ok: true; readonly refs: RemoteRefs } | RemoteRefsFailure;

/**
 * Reads the key that opens a connected repository, and lists the repository's branches and tags with it. Nothing is
 * written: whether the key works is for `validateRepository` to record.
 * @param timeoutMs for all of it
 */
export const readRemoteRefs = async (repository: RepositoryRecord, timeoutMs: number): Promise<ReadRefs> => {
  const end = performance.now() + timeoutMs;
  const { organizationId, projectId, provider, host } = repository;
  const [privateKey, settings] = await Promise.all([
    readDeployKey(organizationId, projectId, workingKey(repository).id),
    readProviderSettings(organizationId, provider),
  ]);
  if (privateKey === null) {
    const detail = 'The private half of the deploy key is gone. Regenerate the key.';
    return { ok: false, code: 'deploy_key_rejected', detail };
  }
  // Loaded here, so that a request that asks no remote starts without an SSH client.
  const { listRemoteRefs } = await import('./list-remote-refs.ts');
  const left = Math.max(1, Math.round(end - performance.now()));
  return listRemoteRefs(repository, privateKey, hostTrustOf(settings, host), left);
};

/**
 * Like `readRemoteRefs`. A failure that a person has to fix, such as a missing key, is a `conflict`.
 * @throws Problem `provider_failed` if the host does not answer, `conflict` for every other failure
 */
export const remoteRefsOrThrow = async (repository: RepositoryRecord, timeoutMs: number): Promise<RemoteRefs> => {
  const read = await readRemoteRefs(repository, timeoutMs);
  if (read.ok) return read.refs;
  const detail = `${read.code}: ${read.detail}`;
  if (read.code !== 'repository_unreachable') throw new Problem('conflict', detail);
  throw new Problem('provider_failed', detail, { retryAfterSeconds: 30 });
};
