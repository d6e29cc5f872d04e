import { Problem } from '#shared/contract/problem.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { type ProjectConfiguration, readProjectAndRepository } from '#shared/data/projects/read-project.ts';
import { beginConnection, saveRepository } from '#shared/data/repository/write-repository.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { sweepAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { isBusy, settled } from '#shared/domain/repository/step-hold.ts';
import { storeDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import type { RootKey } from '#shared/secrets/root-key.ts';
import { abandonConnection } from './abandon-connection.ts';
import { busy } from './busy.ts';
import { underLease, withFresh } from './connection-step.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { type NewDeployKey, newDeployKey } from './deploy-key-step.ts';
import { dropKeys } from './drop-keys.ts';
import { hookWishes } from './hook-wishes.ts';
import { type ConnectionWish, newConnection } from './new-connection.ts';
import { isRefusal, providerSide } from './provider-side.ts';
import { hookUrlsOf } from './remove-connection.ts';

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
    const fresh = newConnection(project, wish, key, root, mutation.now);
    const named = withSummary(project, fresh, mutation.now);
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

/** Installs key and hook through the provider's API. @returns what the connection has learnt by it */
const install = async (
  intended: RepositoryRecord,
  key: NewDeployKey,
  tools: ConnectionTools,
): Promise<Partial<RepositoryRecord>> => {
  if (tools.client === null) return {};
  const side = providerSide(tools.client, intended);
  const { id } = await side.remote();
  await side.addKey(key.record);
  const wish = await side.setHook(hookWishes(intended, tools.root, tools.publicUrl));
  return {
    providerRepositoryId: id,
    deployKey: { ...key.record, installed: 'automatic' },
    webhookInstalled: 'automatic',
    proof: wish.proof,
    hookId: wish.hookId,
  };
};

/** Takes back what a step has made that lost its connection. The hook stays where another step goes on with it. */
const undo = async (intended: RepositoryRecord, key: NewDeployKey, tools: ConnectionTools): Promise<void> => {
  await dropKeys(intended, [key.record.id], tools.client);
  if (tools.client === null) return;
  const found = await readProjectAndRepository(intended.organizationId, intended.projectId);
  if (found?.repository?.connectionId === intended.connectionId) return;
  await providerSide(tools.client, intended).removeHooks(hookUrlsOf(intended, tools));
};

/** The effects after the intent: the secret, the provider's side, then the state that the user works with. */
const complete = async (
  intended: RepositoryRecord,
  key: NewDeployKey,
  tools: ConnectionTools,
  now: string,
): Promise<RepositoryRecord> => {
  await storeDeployKey(intended.organizationId, intended.projectId, key.record.id, key.privateKey);
  await dropKeys(intended, intended.abandonedKeyIds, tools.client);
  const installed = await install(intended, key, tools);
  return withFresh(
    intended,
    () => undo(intended, key, tools),
    async (project, repository) => {
      const ready = settled(
        nextRepository(repository, { ...installed, status: 'action_required', abandonedKeyIds: [] }),
      );
      const named = withSummary(project, ready, now);
      await saveRepository(named, ready, null, null);
      return ready;
    },
  );
};

/** Completes a connection that is intended; where the provider refuses for good, nothing of it stays. */
const drive = async (
  intended: RepositoryRecord,
  key: NewDeployKey,
  tools: ConnectionTools,
  now: string,
): Promise<RepositoryRecord> => {
  try {
    return await underLease(intended, now, () => complete(intended, key, tools, now));
  } catch (error) {
    if (isRefusal(error) && error.code !== 'conflict') await abandonConnection(intended, tools);
    throw error;
  }
};

/**
 * Connects a repository as a saga with recorded intent: `connecting`, the secret, the provider's side where a
 * credential allows it, and the end. Repeating it with the same wish drives it to its end.
 * Source: docs/design/connecting.md, "Operations of several steps".
 * @param mutation without an idempotency claim: a saga writes its own
 * @throws Problem `repository_already_connected`, `conflict`, those of the provider; ConditionFailed with `project` where
 * another was faster
 */
export const connectRepository = async (
  found: ProjectConfiguration,
  wish: ConnectionWish,
  tools: ConnectionTools,
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
  const intended = await intend(found, wish, key, tools.root, mutation);
  const ready = await drive(intended, key, tools, mutation.now);
  return { repository: ready, isNew: repository === null };
};

/** Finishes a connection that was cut short, for the sweep. @param now RFC 3339 */
export const resumeConnection = async (
  repository: RepositoryRecord,
  tools: ConnectionTools,
  now: string,
): Promise<void> => {
  const found = await readProjectAndRepository(repository.organizationId, repository.projectId);
  if (found?.repository?.connectionId !== repository.connectionId || found.repository.status !== 'connecting') return;
  if (isBusy(found.repository, now)) return;
  const key = newDeployKey(repository.projectId, now);
  const taken = await takeOver(found.repository, key, now);
  await drive(taken, key, tools, now);
};
