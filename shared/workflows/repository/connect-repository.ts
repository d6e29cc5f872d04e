import { Problem } from '#shared/contract/problem.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import type { ProjectConfiguration } from '#shared/data/projects/read-project.ts';
import { beginConnection, saveRepository } from '#shared/data/repository/write-repository.ts';
import type { Actor } from '#shared/domain/actor.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { followUpAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { noRefusals } from '#shared/domain/repository/provider-refusals.ts';
import { isSameName } from '#shared/domain/repository/repository-name.ts';
import { withSummary } from '#shared/domain/repository/repository-summary.ts';
import { endStep, isBusy } from '#shared/domain/repository/step-hold.ts';
import { storeDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import type { RootKey } from '#shared/secrets/root-key.ts';
import { abandonConnection } from './abandon-connection.ts';
import { connectionBusy } from './connection-busy.ts';
import { readConnection, withConnectionHold, writeIfHeld } from './connection-step.ts';
import type { ConnectionTools } from './connection-tools.ts';
import { type NewDeployKey, newDeployKey } from './deploy-key-step.ts';
import { dropKeys } from './drop-keys.ts';
import { installConnection, leftTogether } from './install-connection.ts';
import { type ConnectionRequest, newConnection } from './new-connection.ts';
import { isPermanent, providerSide } from './provider-side.ts';
import { endsStep } from './refused-step.ts';
import { hookUrlsOf } from './remove-connection.ts';

/** The SSH server: port 443 of a provider and its port 22 are two ways to one repository. */
const serverOf = ({ sshUrl, fullName }: Pick<RepositoryRecord, 'sshUrl' | 'fullName'>): string =>
  sshUrl.slice(0, -`${fullName}.git`.length);

const isSame = (repository: RepositoryRecord, request: ConnectionRequest): boolean =>
  repository.host === request.cloneUrl.host &&
  isSameName(repository.fullName, request.cloneUrl.fullName) &&
  serverOf(repository) === serverOf(request.cloneUrl) &&
  repository.branch === request.branch;

/** Records the intent: a new connection, or a new key for an interrupted one, whose private key was lost. */
const intend = async (
  found: ProjectConfiguration,
  request: ConnectionRequest,
  key: NewDeployKey,
  root: RootKey,
  mutation: Mutation,
): Promise<RepositoryRecord> => {
  const { project, repository } = found;
  if (repository === null) {
    const fresh = newConnection(project, request, key, root, mutation.now);
    const named = withSummary(project, fresh, mutation.now, mutation.principal);
    await beginConnection(named, fresh, followUpAt(mutation.now), mutation);
    return fresh;
  }
  return takeOver(repository, key, mutation.now, mutation);
};

/** @param mutation null where the tick continues: nobody asked for the new key */
const takeOver = async (
  repository: RepositoryRecord,
  key: NewDeployKey,
  now: string,
  mutation: Mutation | null,
): Promise<RepositoryRecord> => {
  const taken = nextRepository(repository, {
    deployKey: key.record,
    abandonedKeyIds: [...repository.abandonedKeyIds, repository.deployKey.id],
    intentAt: now,
  });
  const audit = mutation === null ? null : ({ mutation, action: 'repository.connecting', before: repository } as const);
  await saveRepository(null, taken, followUpAt(now), audit);
  return taken;
};

/** Undoes the effects of a step that lost its connection. The webhook stays if another step continues with it. */
const undo = async (intended: RepositoryRecord, key: NewDeployKey, tools: ConnectionTools): Promise<void> => {
  await dropKeys(intended, [key.record.id], tools.client);
  if (tools.client === null) return;
  if ((await readConnection(intended)) !== null) return;
  await providerSide(tools.client, intended).removeHooks(hookUrlsOf(intended, tools));
};

/** The side effects after the intent: the secret, the provider, then the state that the user sees. */
const complete = async (
  intended: RepositoryRecord,
  key: NewDeployKey,
  tools: ConnectionTools,
  by: Actor | null,
  now: string,
  isFirst: boolean,
): Promise<RepositoryRecord> => {
  const ends = endsStep(intended.connectedAt, now);
  await storeDeployKey(intended.organizationId, intended.projectId, key.record.id, key.privateKey);
  const leftKeys = await dropKeys(intended, intended.abandonedKeyIds, tools.client, [], ends);
  const { refusals = noRefusals, ...installed } = await installConnection(intended, key, tools, ends, isFirst);
  const leftBehind = leftTogether(leftKeys, refusals.leftBehind);
  return writeIfHeld(
    intended,
    () => undo(intended, key, tools),
    async (project, repository) => {
      const ready = endStep(
        nextRepository(repository, {
          ...installed,
          refusals: { ...refusals, leftBehind },
          status: 'action_required',
          comparesCommits: tools.client !== null,
          abandonedKeyIds: [],
        }),
      );
      const named = withSummary(project, ready, now, by);
      await saveRepository(named, ready, null, null);
      return ready;
    },
  );
};

/**
 * Completes an intended connection. What the provider refuses for good is left to a person. A first request for which
 * it does not even show the repository leaves nothing (D-014).
 */
const drive = async (
  intended: RepositoryRecord,
  key: NewDeployKey,
  tools: ConnectionTools,
  by: Actor | null,
  now: string,
  isFirst: boolean,
): Promise<RepositoryRecord> => {
  try {
    return await withConnectionHold(intended, now, () => complete(intended, key, tools, by, now, isFirst));
  } catch (error) {
    if (isFirst && isPermanent(error)) await abandonConnection(intended, tools);
    throw error;
  }
};

/**
 * Connects a repository as a workflow with recorded intent: the status `connecting`, the secret, the provider if a
 * credential is set, and the end. Repeating the same request completes an interrupted one.
 * Source: docs/design/connecting.md, "Operations of several steps".
 * @param mutation without an idempotency claim: a workflow writes its own
 * @throws Problem `repository_already_connected`, `conflict`, those of the provider; ConditionFailed with `project` if
 * another write was faster
 */
export const connectRepository = async (
  found: ProjectConfiguration,
  request: ConnectionRequest,
  tools: ConnectionTools,
  mutation: Mutation,
): Promise<{ readonly repository: RepositoryRecord; readonly isNew: boolean }> => {
  const { project, repository } = found;
  if (repository !== null && !isSame(repository, request)) {
    throw new Problem(
      'repository_already_connected',
      `${repository.fullName} (branch ${repository.branch}) is connected to this project. Disconnect it first, or change its default branch with PUT.`,
    );
  }
  if (repository?.status === 'disconnecting') throw connectionBusy('The repository is being disconnected.');
  if (repository !== null && repository.status !== 'connecting') return { repository, isNew: false };
  if (repository !== null && isBusy(repository, mutation.now))
    throw connectionBusy('The repository is being connected by another request.');
  const key = newDeployKey(project.id, mutation.now);
  const intended = await intend(found, request, key, tools.root, mutation);
  const ready = await drive(intended, key, tools, mutation.principal, mutation.now, repository === null);
  return { repository: ready, isNew: repository === null };
};

/** Completes an interrupted connection, for the tick. @param now RFC 3339 */
export const resumeConnection = async (
  repository: RepositoryRecord,
  tools: ConnectionTools,
  now: string,
): Promise<void> => {
  const found = await readConnection(repository);
  if (found?.repository.status !== 'connecting' || isBusy(found.repository, now)) return;
  const key = newDeployKey(repository.projectId, now);
  const taken = await takeOver(found.repository, key, now, null);
  await drive(taken, key, tools, null, now, false);
};
