import type { Validation } from '#shared/contract/repository.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import { hasAbandonedKeys, leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { submoduleKeyProved } from '#shared/domain/repository/submodule-rotation.ts';
import { submoduleKeysUrl, withSubmodule } from '#shared/domain/repository/submodules.ts';
import { unreachable } from '#shared/git/remote-refs-result.ts';
import { readDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { requireIdle } from './connection-busy.ts';
import { saveCleaned } from './connection-step.ts';
import { listRemoteRefs } from './list-remote-refs.ts';
import { dropSubmoduleKeys } from './rotate-submodule-keys.ts';
import type { SubmoduleTools } from './submodule-tools.ts';

const maxBranches = 1000;

/** A key that worked before is shown as failing. One that never worked is not set up yet. */
const failing = (submodule: SubmoduleRecord, failure: string): SubmoduleRecord | null =>
  submodule.deployKey.lastVerifiedAt === null && submodule.deployKey.installed === 'manual'
    ? null
    : { ...submodule, failure };

/**
 * Connects to the repository of a submodule with its stored key. Success proves the key and removes the old one.
 * Source: docs/design/connecting.md, "Keys of submodules".
 * @param now RFC 3339
 * @throws Problem `conflict` while another step runs; ConditionFailed with `repository` if another change was faster
 */
export const validateSubmodule = async (
  repository: RepositoryRecord,
  submodule: SubmoduleRecord,
  tools: SubmoduleTools,
  now: string,
): Promise<Validation> => {
  requireIdle(repository, now);
  const started = performance.now();
  const { organizationId, projectId } = repository;
  const privateKey = await readDeployKey(organizationId, projectId, submodule.deployKey.id);
  const listed =
    privateKey === null
      ? unreachable('The private half of the deploy key is gone. Remove the submodule here and add it again.')
      : await listRemoteRefs(submodule, privateKey, tools);
  const took = { checkedAt: now, durationMs: Math.round(performance.now() - started) };
  const save = async (after: SubmoduleRecord): Promise<RepositoryRecord> => {
    const next = nextRepository(repository, { submodules: withSubmodule(repository.submodules, after) });
    await saveRepository(null, next, leftoversDueAt(next, now), null);
    return next;
  };
  if (!listed.ok) {
    const after = failing(submodule, `${listed.code}: ${listed.detail}`);
    if (after !== null) await save(after);
    const where = `Open ${submoduleKeysUrl(submodule)} and look for the key with the fingerprint ${submodule.deployKey.fingerprint}; add it if it is missing.`;
    const detail = listed.code === 'deploy_key_rejected' ? `${listed.detail} ${where}` : listed.detail;
    return { result: listed.code, detail, branches: [], defaultBranch: null, ...took };
  }
  if (listed.provesKey) {
    const saved = await save(submoduleKeyProved(submodule, now));
    if (hasAbandonedKeys(saved)) {
      await saveCleaned(saved, nextRepository(saved, { submodules: await dropSubmoduleKeys(saved) }), now);
    }
  }
  const detail = listed.provesKey
    ? `The key opens ${submodule.fullName}.`
    : `Everybody can read ${submodule.fullName} over HTTPS; the key was not tried, since no SSH host key is pinned for ${submodule.host} in the provider settings.`;
  const branches = [...listed.refs.branches.keys()].sort().slice(0, maxBranches);
  return { result: 'reachable', detail, branches, defaultBranch: listed.refs.defaultBranch, ...took };
};
