import { ulid } from 'ulid';
import { Problem } from '../contract/problem.ts';
import type { Mutation } from '../data/mutation.ts';
import { type ProjectConfiguration, readProjectAndRepository } from '../data/read-project.ts';
import { beginConnection, saveRepository } from '../data/write-repository.ts';
import { isBusy, nextRepository, summaryOfRepository, sweepAt } from '../domain/connection.ts';
import type { ProjectRecord, RepositoryRecord } from '../domain/records.ts';
import type { CloneUrl } from '../git/clone-url.ts';
import { storeDeployKey } from '../secrets/deploy-key-secret.ts';
import type { RootKey } from '../secrets/root-key.ts';
import { hookIdOf } from '../secrets/webhook-secret.ts';
import { busy } from './busy.ts';
import { dropAbandonedKeys, underLease, withFresh } from './connection-step.ts';
import { type NewDeployKey, newDeployKey } from './deploy-key-step.ts';
import { hookOf } from './paste-secret.ts';

/** What a caller wants to be connected. */
export type ConnectionWish = { readonly cloneUrl: CloneUrl; readonly repositoryUrl: string; readonly branch: string };

const begin = (
  project: ProjectRecord,
  wish: ConnectionWish,
  key: NewDeployKey,
  root: RootKey,
  now: string,
): RepositoryRecord => {
  const connectionId = ulid(Date.parse(now));
  const record: RepositoryRecord = {
    organizationId: project.organizationId,
    projectId: project.id,
    connectionId,
    provider: wish.cloneUrl.provider,
    repositoryUrl: wish.repositoryUrl,
    host: wish.cloneUrl.host,
    fullName: wish.cloneUrl.fullName,
    httpsUrl: wish.cloneUrl.httpsUrl,
    sshUrl: wish.cloneUrl.sshUrl,
    branch: wish.branch,
    status: 'connecting',
    statusReason: 'The connection is being made.',
    providerRepositoryId: null,
    deployKey: key.record,
    retiringKey: null,
    abandonedKeyIds: [],
    intentAt: now,
    hookId: '',
    rootKeyVersion: root.current,
    webhookInstalled: 'manual',
    generation: 1,
    generationSince: now,
    previousGenerationUntil: null,
    deliveredGeneration: 0,
    connectedAt: now,
    lastSyncedAt: null,
    version: 1,
  };
  return { ...record, hookId: hookIdOf(root, hookOf(record)) };
};

const isSame = (repository: RepositoryRecord, wish: ConnectionWish): boolean =>
  repository.host === wish.cloneUrl.host &&
  repository.fullName.toLowerCase() === wish.cloneUrl.fullName.toLowerCase() &&
  repository.branch === wish.branch;

/** Records the intent: a new connection, or a new key for one that was cut short (its private half was lost with it). */
const intend = async (
  found: ProjectConfiguration,
  wish: ConnectionWish,
  key: NewDeployKey,
  root: RootKey,
  mutation: Mutation,
): Promise<RepositoryRecord> => {
  const { project, repository } = found;
  if (repository === null) {
    const fresh = begin(project, wish, key, root, mutation.now);
    const named = {
      ...project,
      repository: summaryOfRepository(fresh),
      updatedAt: mutation.now,
      version: project.version + 1,
    };
    await beginConnection(named, fresh, sweepAt(mutation.now), mutation);
    return fresh;
  }
  return takeOver(repository, key, mutation.now);
};

const takeOver = async (repository: RepositoryRecord, key: NewDeployKey, now: string): Promise<RepositoryRecord> => {
  const taken = nextRepository(repository, {
    deployKey: key.record,
    abandonedKeyIds: [...repository.abandonedKeyIds, repository.deployKey.id],
    intentAt: now,
  });
  await saveRepository(null, taken, sweepAt(now), null);
  return taken;
};

/** The effects after the intent: the secret, then the state that the user works with. */
const complete = async (intended: RepositoryRecord, key: NewDeployKey, now: string): Promise<RepositoryRecord> => {
  await storeDeployKey(intended.organizationId, intended.projectId, key.record.id, key.privateKey);
  await dropAbandonedKeys(intended);
  return withFresh(intended, key.record.id, async (project, repository) => {
    const ready = nextRepository(repository, {
      status: 'action_required',
      statusReason: "Add the deploy key and the webhook in the repository's settings.",
      abandonedKeyIds: [],
      intentAt: null,
    });
    const named = { ...project, repository: summaryOfRepository(ready), updatedAt: now, version: project.version + 1 };
    await saveRepository(named, ready, null, null);
    return ready;
  });
};

/**
 * Connects a repository as a saga with recorded intent: `connecting`, the secret, `action_required`. Repeating it with
 * the same wish drives it to its end. Source: design §6.
 * @param mutation without an idempotency claim: a saga writes its own
 * @throws Problem `repository_already_connected`, `conflict`; ConditionFailed with `project` where another was faster
 */
export const connectRepository = async (
  found: ProjectConfiguration,
  wish: ConnectionWish,
  root: RootKey,
  mutation: Mutation,
): Promise<{ readonly repository: RepositoryRecord; readonly isNew: boolean }> => {
  const { project, repository } = found;
  if (repository !== null && !isSame(repository, wish)) {
    throw new Problem(
      'repository_already_connected',
      `${repository.fullName} (branch ${repository.branch}) is connected to this project. Disconnect it first, or change its default branch with PUT.`,
    );
  }
  if (repository?.status === 'disconnecting') throw busy('The repository is being disconnected.');
  if (repository !== null && repository.status !== 'connecting') return { repository, isNew: false };
  if (repository !== null && isBusy(repository, mutation.now))
    throw busy('The repository is being connected by another request.');
  const key = newDeployKey(project.id, mutation.now);
  const intended = await intend(found, wish, key, root, mutation);
  const ready = await underLease(intended, mutation.now, () => complete(intended, key, mutation.now));
  return { repository: ready, isNew: repository === null };
};

/** Finishes a connection that was cut short, for the sweep. @param now RFC 3339 */
export const resumeConnection = async (repository: RepositoryRecord, now: string): Promise<void> => {
  const found = await readProjectAndRepository(repository.organizationId, repository.projectId);
  if (found?.repository?.connectionId !== repository.connectionId || found.repository.status !== 'connecting') return;
  if (isBusy(found.repository, now)) return;
  const key = newDeployKey(repository.projectId, now);
  const taken = await takeOver(found.repository, key, now);
  await underLease(taken, now, () => complete(taken, key, now));
};
