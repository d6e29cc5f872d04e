import type { Mutation } from '#shared/data/audit/mutation.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import { ConditionFailed } from '#shared/data/table/transact.ts';
import type { DeployKeyRecord, RepositoryRecord } from '#shared/domain/records/repository.ts';
import { keysInForce } from '#shared/domain/repository/deploy-keys.ts';
import { rotateKey } from '#shared/domain/repository/key-rotation.ts';
import { followUpAt, leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { storeDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { requireIdle } from './connection-busy.ts';
import { withConnectionHold, writeIfHeld } from './connection-step.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { type NewDeployKey, newDeployKey } from './deploy-key-step.ts';
import { dropKeys } from './drop-keys.ts';
import { opensRepository } from './opens-repository.ts';
import { providerSide } from './provider-side.ts';

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
 * key's id is recorded as abandoned before its secret is stored, so that the tick finds it after a crash.
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
  const intended = nextRepository(repository, {
    abandonedKeyIds: [...repository.abandonedKeyIds, key.record.id],
    intentAt: now,
  });
  await saveRepository(null, intended, followUpAt(now), null);
  const rotated = await withConnectionHold(intended, now, async () => {
    await storeDeployKey(repository.organizationId, repository.projectId, key.record.id, key.privateKey);
    const record = await install(intended, key, tools, now);
    return writeIfHeld(
      intended,
      async () => void (await dropKeys(intended, [key.record.id], tools.client)),
      async (project, fresh) => {
        const after = rotateKey(fresh, record, revokeNow, now);
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
  if (repository.abandonedKeyIds.length === 0) return repository;
  const left = await dropKeys(repository, repository.abandonedKeyIds, tools.client, known);
  const refusals = { ...repository.refusals, leftBehind: left ?? repository.refusals.leftBehind };
  const cleaned = nextRepository(repository, { abandonedKeyIds: [], refusals, intentAt: null });
  try {
    await saveRepository(null, cleaned, leftoversDueAt(cleaned, now), null);
    return cleaned;
  } catch (error) {
    if (error instanceof ConditionFailed) return repository;
    throw error;
  }
};
