import type { DeployKeyId } from '../contract/id.ts';
import type { RepositorySummary } from '../contract/repository.ts';
import type { DeployKeyRecord, RepositoryRecord } from './records.ts';

/**
 * How long a step with effects holds its connection. A Lambda lives 30 s at the most: what is older was left by one that
 * died, and may be taken over.
 */
const leaseMs = 35_000;

/** Whether a step with effects is under way. @param now RFC 3339 */
export const isBusy = (repository: RepositoryRecord, now: string): boolean =>
  repository.intentAt !== null && Date.parse(now) - Date.parse(repository.intentAt) < leaseMs;

/** When the sweep shall look at a step that did not end. @returns RFC 3339 */
export const sweepAt = (now: string): string => new Date(Date.parse(now) + 60_000).toISOString();

/** Every key whose secret may exist. */
export const keyIdsOf = (repository: RepositoryRecord): readonly DeployKeyId[] => [
  repository.deployKey.id,
  ...(repository.retiringKey === null ? [] : [repository.retiringKey.id]),
  ...repository.abandonedKeyIds,
];

/** What a project's item repeats of its repository. */
export const summaryOfRepository = (repository: RepositoryRecord): RepositorySummary => ({
  provider: repository.provider,
  repositoryUrl: repository.repositoryUrl,
  fullName: repository.fullName,
  branch: repository.branch,
  status: repository.status,
});

/** The next state of a connection, over the version that was read. */
export const nextRepository = (
  before: RepositoryRecord,
  changes: Partial<Omit<RepositoryRecord, 'organizationId' | 'projectId' | 'connectionId' | 'version'>>,
): RepositoryRecord => ({ ...before, ...changes, version: before.version + 1 });

/**
 * Puts a new key in the place of the old one. Both work until the new one is proved: a key that never was proved gives
 * way to the one before it, which may be the only one that the provider knows. What is dropped becomes abandoned.
 */
export const rotateKey = (
  before: RepositoryRecord,
  key: DeployKeyRecord,
  revokeNow: boolean,
  now: string,
): RepositoryRecord => {
  const old = before.deployKey;
  const keepsEarlier = before.retiringKey !== null && old.lastVerifiedAt === null;
  const retiring = revokeNow ? null : keepsEarlier ? before.retiringKey : { ...old, since: now };
  const dropped = [old.id, ...(before.retiringKey === null ? [] : [before.retiringKey.id])].filter(
    (id) => id !== retiring?.id,
  );
  return nextRepository(before, {
    deployKey: key,
    retiringKey: retiring,
    abandonedKeyIds: [...before.abandonedKeyIds.filter((id) => id !== key.id), ...dropped],
    status: 'action_required',
    intentAt: null,
  });
};

const dayMs = 86_400_000;

/** When the generation before a new one ends: after 24 h, or at once. @returns RFC 3339 or null */
export const graceUntil = (revokeNow: boolean, now: string): string | null =>
  revokeNow ? null : new Date(Date.parse(now) + dayMs).toISOString();

/** Whether a hook's generation is the present one, or the one before it while its grace lasts. */
export const acceptsGeneration = (repository: RepositoryRecord, generation: number, now: string): boolean =>
  generation === repository.generation ||
  (generation === repository.generation - 1 &&
    repository.previousGenerationUntil !== null &&
    repository.previousGenerationUntil > now);
