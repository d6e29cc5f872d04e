import type { DeployKeyId } from '../contract/id.ts';
import type { RepositoryStatus, RepositorySummary } from '../contract/repository.ts';
import type { DeployKeyRecord, ProjectRecord, RepositoryRecord } from './records.ts';

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

/** Whether something is left that the sweep has to finish: keys or hooks that must go. */
export const isUntidy = (repository: RepositoryRecord): boolean =>
  repository.abandonedKeyIds.length > 0 || repository.abandonedHookIds.length > 0;

/** When the sweep shall look at a connection whose step has ended; null where nothing is left. @param now RFC 3339 */
export const dueOf = (repository: RepositoryRecord, now: string): string | null =>
  isUntidy(repository) ? sweepAt(now) : null;

/** The keys that a repository may be opened with: the present one, and the old one while both work. */
export const inForce = (repository: RepositoryRecord): readonly DeployKeyRecord[] => [
  repository.deployKey,
  ...(repository.retiringKey === null ? [] : [repository.retiringKey]),
];

/** The key that opens the repository: until a person has installed the new one, it is the one before. */
export const workingKey = ({ deployKey, retiringKey }: RepositoryRecord): DeployKeyRecord =>
  deployKey.lastVerifiedAt === null && retiringKey !== null ? retiringKey : deployKey;

/** Every key whose secret may exist. */
export const keyIdsOf = (repository: RepositoryRecord): readonly DeployKeyId[] => [
  ...inForce(repository).map((key) => key.id),
  ...repository.abandonedKeyIds,
];

/** What changes with a repository's name: its URLs end with it. @param fullName as the provider tells it */
export const renamedRepository = (
  before: RepositoryRecord,
  fullName: string,
): Pick<RepositoryRecord, 'fullName' | 'httpsUrl' | 'sshUrl'> => {
  const moved = (url: string): string => `${url.slice(0, -`${before.fullName}.git`.length)}${fullName}.git`;
  return { fullName, httpsUrl: moved(before.httpsUrl), sshUrl: moved(before.sshUrl) };
};

/** What a person still has to do at the provider. */
export type NextAction = 'add_deploy_key' | 'add_webhook';

/**
 * What is still to do: the key until it was proved by a real connection, the hook until its generation has delivered.
 * Source: wire.md, "Repository", nextSteps.
 */
export const nextActions = (repository: RepositoryRecord): readonly NextAction[] => {
  const key = repository.deployKey.installed === 'manual' && repository.deployKey.lastVerifiedAt === null;
  const hook = repository.webhookInstalled === 'manual' && repository.deliveredGeneration < repository.generation;
  return [...(key ? (['add_deploy_key'] as const) : []), ...(hook ? (['add_webhook'] as const) : [])];
};

/** The status of a connection, with the reason in words where there is one. */
export type Standing = { readonly status: RepositoryStatus; readonly statusReason: string | null };

const toDo: Record<NextAction, string> = { add_deploy_key: 'the deploy key', add_webhook: 'the webhook' };

/** How a connection stands that no step is at work on and that is not known to fail. */
export const standingOf = (repository: RepositoryRecord): Standing => {
  if (repository.status !== 'action_required' && repository.status !== 'connected') {
    return { status: repository.status, statusReason: repository.statusReason };
  }
  const actions = nextActions(repository);
  if (actions.length === 0) return { status: 'connected', statusReason: null };
  const things = actions.map((action) => toDo[action]).join(' and ');
  return { status: 'action_required', statusReason: `Add ${things} in the repository's settings.` };
};

/** A connection whose step has ended: nobody holds it, and it stands as its key and hook do. */
export const settled = (repository: RepositoryRecord): RepositoryRecord => ({
  ...repository,
  ...standingOf({ ...repository, status: 'action_required' }),
  intentAt: null,
});

/** What a project's item repeats of its repository. */
export const summaryOfRepository = (repository: RepositoryRecord): RepositorySummary => ({
  provider: repository.provider,
  repositoryUrl: repository.repositoryUrl,
  fullName: repository.fullName,
  branch: repository.branch,
  status: standingOf(repository).status,
});

/** A project that tells its repository anew. @param now RFC 3339 */
export const withSummary = (project: ProjectRecord, repository: RepositoryRecord, now: string): ProjectRecord => ({
  ...project,
  repository: summaryOfRepository(repository),
  updatedAt: now,
  version: project.version + 1,
});

/** The next state of a connection, over the version that was read. */
export const nextRepository = (
  before: RepositoryRecord,
  changes: Partial<Omit<RepositoryRecord, 'organizationId' | 'projectId' | 'connectionId' | 'version'>>,
): RepositoryRecord => ({ ...before, ...changes, version: before.version + 1 });

/**
 * Puts a new key in the place of the old one. Both work until the new one is proved: a key that never was proved gives
 * way to the one before it, which may be the only one that the provider knows. What is dropped becomes abandoned.
 * @param key proved already where its `lastVerifiedAt` is set
 */
export const rotateKey = (
  before: RepositoryRecord,
  key: DeployKeyRecord,
  revokeNow: boolean,
  now: string,
): RepositoryRecord => {
  const old = before.deployKey;
  const isProved = key.lastVerifiedAt !== null;
  const keepsEarlier = before.retiringKey !== null && old.lastVerifiedAt === null;
  const retiring = revokeNow || isProved ? null : keepsEarlier ? before.retiringKey : { ...old, since: now };
  const dropped = [old.id, ...(before.retiringKey === null ? [] : [before.retiringKey.id])].filter(
    (id) => id !== retiring?.id,
  );
  return settled(
    nextRepository(before, {
      deployKey: key,
      retiringKey: retiring,
      abandonedKeyIds: [...before.abandonedKeyIds.filter((id) => id !== key.id), ...dropped],
    }),
  );
};

/** The connection after its key has opened the repository: the key before it has had its day. @param now RFC 3339 */
export const keyProved = (before: RepositoryRecord, now: string): RepositoryRecord =>
  settled(
    nextRepository(before, {
      deployKey: { ...before.deployKey, lastVerifiedAt: now },
      retiringKey: null,
      abandonedKeyIds:
        before.retiringKey === null ? before.abandonedKeyIds : [...before.abandonedKeyIds, before.retiringKey.id],
    }),
  );

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
