import type { Mutation } from '#shared/data/audit/mutation.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { stillSilent } from '#shared/domain/reconcile/silent-webhook.ts';
import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import { keysInForce } from '#shared/domain/repository/deploy-keys.ts';
import { rotateKey } from '#shared/domain/repository/key-rotation.ts';
import { followUpAt, hasAbandonedKeys, leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { withIntendedKeys, withRotatedKeys } from '#shared/domain/repository/submodule-rotation.ts';
import { storeDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { requireIdle } from './connection-busy.ts';
import { saveCleaned, withConnectionHold, writeIfHeld } from './connection-step.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { type NewDeployKey, newDeployKey } from './deploy-key-step.ts';
import { dropKeys } from './drop-keys.ts';
import { opensRepository } from './opens-repository.ts';
import { providerSide } from './provider-side.ts';
import {
  deleteSubmoduleKeys,
  dropSubmoduleKeys,
  installSubmoduleKeys,
  newSubmoduleKeys,
} from './rotate-submodule-keys.ts';

/** Adds the new key at the provider and tests it with a real connection, if a credential is set. */
const install = async (
  intended: RepositoryRecord,
  key: NewDeployKey,
  tools: ConnectionTools,
  now: string,
): Promise<DeployKeyRecord> => {
  if (tools.client === null) return key.record;
  await providerSide(tools.client, intended).addKey(key.record);
  const isProved = await opensRepository(intended, key.privateKey, tools.hostKeys);
  return { ...key.record, installed: 'automatic', lastVerifiedAt: isProved ? now : null };
};

/**
 * Makes a new deploy key. Both keys work until a real connection proves the new one: here, if the key was installed
 * through the provider's API, otherwise when `validate` succeeds. With `revokeNow` the old key ends at once. The new
 * key's id is recorded as abandoned before its secret is stored, so that the tick finds it after a crash. The keys of
 * submodules are replaced in the same writes.
 * Source: manual, "Regenerating the Deploy Key"; docs/design/connecting.md, "Regenerating the key".
 * @param mutation without an idempotency claim: a workflow writes its own
 * @throws Problem `conflict` while another step runs, and those of the provider
 */
export const regenerateKey = async (
  repository: RepositoryRecord,
  revokeNow: boolean,
  tools: ConnectionTools,
  mutation: Mutation,
): Promise<RepositoryRecord> => {
  const { now } = mutation;
  requireIdle(repository, now);
  const key = newDeployKey(repository.projectId, now);
  const ofSubmodules = newSubmoduleKeys(repository, now);
  const intended = nextRepository(repository, {
    abandonedKeyIds: [...repository.abandonedKeyIds, key.record.id],
    submodules: withIntendedKeys(repository.submodules, ofSubmodules),
    intentAt: now,
  });
  await saveRepository(null, intended, followUpAt(now), null);
  const rotated = await withConnectionHold(intended, now, async () => {
    await storeDeployKey(repository.organizationId, repository.projectId, key.record.id, key.privateKey);
    const record = await install(intended, key, tools, now);
    const installed = await installSubmoduleKeys(intended, ofSubmodules, now);
    return writeIfHeld(
      intended,
      async () => {
        await dropKeys(intended, [key.record.id], tools.client);
        await deleteSubmoduleKeys(intended, ofSubmodules);
        await dropSubmoduleKeys(intended);
      },
      async (project, fresh) => {
        const rotated = stillSilent(repository, rotateKey(fresh, record, revokeNow, now), now);
        const after = { ...rotated, submodules: withRotatedKeys(fresh.submodules, installed, revokeNow, now) };
        const named = withSummary(project, after, now, mutation.principal);
        const audit = { mutation, action: 'repository.key_regenerated' as const, before: repository };
        await saveRepository(named, after, leftoversDueAt(after, now), audit);
        return after;
      },
    );
  });
  return dropAbandonedKeys(rotated, tools, now, keysInForce(repository));
};

/**
 * Removes abandoned keys and their record. If another write was faster, the tick repeats this.
 * @param now RFC 3339
 * @param known the keys that were in force before
 */
export const dropAbandonedKeys = async (
  repository: RepositoryRecord,
  tools: ConnectionTools,
  now: string,
  known: readonly DeployKeyRecord[] = [],
): Promise<RepositoryRecord> => {
  if (!hasAbandonedKeys(repository)) return repository;
  const left = await dropKeys(repository, repository.abandonedKeyIds, tools.client, known);
  const refusals = { ...repository.refusals, leftBehind: left ?? repository.refusals.leftBehind };
  const submodules = await dropSubmoduleKeys(repository);
  const changes = { abandonedKeyIds: [], submodules, refusals, intentAt: null };
  return saveCleaned(repository, nextRepository(repository, changes), now);
};
