import { Problem } from '#shared/contract/problem.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import type { SubmoduleKey } from '#shared/domain/repository/submodule-rotation.ts';
import { deleteDeployKey, storeDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { type NewDeployKey, newDeployKey } from './deploy-key-step.ts';
import { dropKeys } from './drop-keys.ts';
import { opensRepository } from './opens-repository.ts';
import { attempted } from './refused-step.ts';
import { submoduleSide, submoduleTools } from './submodule-tools.ts';

/** A new key of a submodule, with its private half. */
export type NewSubmoduleKey = {
  readonly submodule: SubmoduleRecord;
  readonly id: SubmoduleRecord['id'];
  readonly key: NewDeployKey['record'];
  readonly privateKey: string;
};

/** Makes a new key for each submodule of which no step is under way. @param now RFC 3339 */
export const newSubmoduleKeys = ({ projectId, submodules }: RepositoryRecord, now: string): NewSubmoduleKey[] =>
  submodules
    .filter(({ step }) => step === null)
    .map((submodule) => {
      const { record, privateKey } = newDeployKey(projectId, now);
      return { submodule, id: submodule.id, key: record, privateKey };
    });

/** Providers are asked for so many submodules at a time: all 20 one by one could take longer than a Lambda runs. */
const atOnce = 5;
/** How long the provider of one submodule is waited for: four rounds leave the repository itself 13 of the 29 s of a call. */
const defaultPatienceMs = 4000;

/** @throws Problem `provider_failed` where the work takes longer. It goes on, and may still have its effect */
const soon = async <T>(work: Promise<T>, patienceMs: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    const text = `The provider did not answer within ${patienceMs / 1000} s.`;
    timer = setTimeout(() => reject(new Problem('provider_failed', text)), patienceMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Stores a new key, adds it at its provider and tests it with a real connection, if a credential is set. A provider that
 * fails or hangs leaves the key to a person: it is not the provider of the repository, and must not keep that from getting a
 * new key.
 */
const install = async (
  { organizationId, projectId }: RepositoryRecord,
  { submodule, id, key, privateKey }: NewSubmoduleKey,
  now: string,
  patienceMs: number,
): Promise<SubmoduleKey> => {
  await storeDeployKey(organizationId, projectId, key.id, privateKey);
  let reached = key;
  const work = async (): Promise<typeof key> => {
    const tools = await submoduleTools(organizationId, submodule);
    const side = submoduleSide(submodule, tools);
    if (side === null) return key;
    await side.addKey(key);
    reached = { ...key, installed: 'automatic' };
    const isProved = await opensRepository(submodule, privateKey, tools.hostKeys);
    return { ...reached, lastVerifiedAt: isProved ? now : null };
  };
  const { error, done } = await attempted(
    () => soon(work(), patienceMs),
    (failure): failure is Problem => failure instanceof Problem,
  );
  if (error === null) return { id, key: done, refusal: null };
  // Installed, and only its proof has failed: `validate` makes that up.
  return { id, key: reached, refusal: reached.installed === 'automatic' ? null : error.message };
};

/** Stores and installs the new keys of submodules. @param now RFC 3339 */
export const installSubmoduleKeys = async (
  repository: RepositoryRecord,
  keys: readonly NewSubmoduleKey[],
  now: string,
  patienceMs = defaultPatienceMs,
): Promise<readonly SubmoduleKey[]> => {
  const installed: SubmoduleKey[] = [];
  for (let at = 0; at < keys.length; at += atOnce) {
    const some = keys.slice(at, at + atOnce);
    installed.push(...(await Promise.all(some.map((one) => install(repository, one, now, patienceMs)))));
  }
  return installed;
};

/** Removes the private halves of new keys, whose connection is gone. */
export const deleteSubmoduleKeys = async (
  { organizationId, projectId }: RepositoryRecord,
  keys: readonly NewSubmoduleKey[],
): Promise<void> => {
  for (const { key } of keys) await deleteDeployKey(organizationId, projectId, key.id);
};

/**
 * Removes the abandoned keys of submodules, at their providers and their private halves. May be repeated.
 * @returns the submodules after that. Where a provider cannot be reached, they stay for the tick
 */
export const dropSubmoduleKeys = (repository: RepositoryRecord): Promise<readonly SubmoduleRecord[]> =>
  Promise.all(
    repository.submodules.map(async (submodule): Promise<SubmoduleRecord> => {
      const { abandonedKeys } = submodule;
      if (abandonedKeys.length === 0) return submodule;
      const { organizationId, projectId } = repository;
      const keyed = { ...submodule, organizationId, projectId, providerRepositoryId: null };
      const ids = abandonedKeys.map(({ id }) => id);
      try {
        const { client } = await submoduleTools(organizationId, submodule);
        const left = await dropKeys(keyed, ids, client, abandonedKeys);
        return { ...submodule, abandonedKeys: [], leftBehind: left ?? submodule.leftBehind };
      } catch (error) {
        if (error instanceof Problem) return submodule;
        throw error;
      }
    }),
  );
