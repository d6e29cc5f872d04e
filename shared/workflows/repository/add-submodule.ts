import { newId } from '#shared/contract/new-id.ts';
import { invalidField, Problem } from '#shared/contract/problem.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import { followUpAt, leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { isSameName } from '#shared/domain/repository/repository-name.ts';
import { neverRotated } from '#shared/domain/repository/submodule-rotation.ts';
import { maxSubmoduleKeys, submoduleAt, withSubmodule } from '#shared/domain/repository/submodules.ts';
import type { CloneUrl } from '#shared/git/clone-url.ts';
import { deleteDeployKey, readDeployKey, storeDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { connectionBusy, requireIdle } from './connection-busy.ts';
import { withConnectionHold, writeIfHeld } from './connection-step.ts';
import { type NewDeployKey, newDeployKey } from './deploy-key-step.ts';
import { isPermanent } from './provider-side.ts';
import { attempted } from './refused-step.ts';
import { type SubmoduleTools, submoduleSide } from './submodule-tools.ts';

/** The repository of a submodule that a caller wants a key for. */
export type SubmoduleRequest = { readonly cloneUrl: CloneUrl; readonly repositoryUrl: string };

const newSubmodule = (
  repository: RepositoryRecord,
  { cloneUrl, repositoryUrl }: SubmoduleRequest,
  now: string,
): { readonly submodule: SubmoduleRecord; readonly key: NewDeployKey } => {
  const { provider, host, fullName, httpsUrl, sshUrl } = cloneUrl;
  if (host === repository.host && isSameName(fullName, repository.fullName)) {
    throw invalidField('#/repositoryUrl', 'must be another repository than the connected one, which has a key');
  }
  if (repository.submodules.length >= maxSubmoduleKeys) {
    throw new Problem('conflict', `At most ${maxSubmoduleKeys} submodules have a key. Remove one that is not used.`);
  }
  const key = newDeployKey(repository.projectId, now);
  const address = { provider, repositoryUrl, host, fullName, httpsUrl, sshUrl };
  const state = { ...neverRotated, step: 'adding', refusal: null, failure: null } as const;
  return { submodule: { id: newId('submodule', now), ...address, deployKey: key.record, ...state }, key };
};

/** The key of an interrupted step. One that was not stored yet was not installed either, and is made anew. */
const keyAgain = async (repository: RepositoryRecord, { deployKey }: SubmoduleRecord, now: string) => {
  const privateKey = await readDeployKey(repository.organizationId, repository.projectId, deployKey.id);
  return privateKey === null ? newDeployKey(repository.projectId, now) : { record: deployKey, privateKey };
};

/** Installs the key through the provider's API, if a credential is set. What is refused for good is left to a person. */
const installed = async (submodule: SubmoduleRecord, tools: SubmoduleTools): Promise<SubmoduleRecord> => {
  const ready = { ...submodule, step: null, refusal: null };
  const side = submoduleSide(submodule, tools);
  if (side === null) return ready;
  const { error } = await attempted(() => side.addKey(submodule.deployKey), isPermanent);
  if (error !== null) return { ...ready, refusal: error.message };
  return { ...ready, deployKey: { ...submodule.deployKey, installed: 'automatic' } };
};

/** The repository with a key, as the API answers it. */
export type AddedSubmodule = {
  readonly repository: RepositoryRecord;
  readonly submodule: SubmoduleRecord;
  readonly isNew: boolean;
};

/** Carries out an intended step: the secret, the provider, and the end. */
const drive = async (
  repository: RepositoryRecord,
  submodule: SubmoduleRecord,
  key: NewDeployKey,
  tools: SubmoduleTools,
  now: string,
  mutation: Mutation | null,
): Promise<AddedSubmodule> => {
  const { organizationId, projectId } = repository;
  const begun = { ...submodule, deployKey: key.record };
  const intended = nextRepository(repository, {
    submodules: withSubmodule(repository.submodules, begun),
    intentAt: now,
  });
  await saveRepository(null, intended, followUpAt(now), null);
  return withConnectionHold(intended, now, async () => {
    await storeDeployKey(organizationId, projectId, key.record.id, key.privateKey);
    const ready = await installed(begun, tools);
    const undo = async (): Promise<void> => {
      await submoduleSide(begun, tools)?.removeKey(key.record.id, key.record.publicKey);
      await deleteDeployKey(organizationId, projectId, key.record.id);
    };
    return writeIfHeld(intended, undo, async (_project, fresh) => {
      const after = nextRepository(fresh, { submodules: withSubmodule(fresh.submodules, ready), intentAt: null });
      const changes = { submodule: { from: null, to: ready.fullName } };
      const entry = { resourceId: ready.id, changes };
      const audit = mutation === null ? null : { mutation, action: 'submodule.added' as const, before: fresh, entry };
      await saveRepository(null, after, leftoversDueAt(after, now), audit);
      return { repository: after, submodule: ready, isNew: true };
    });
  });
};

/**
 * Makes a deploy key for the private repository of a submodule, as a workflow with recorded intent: its record, the
 * secret, the provider if a credential is set, and the end. Repeating the request completes an interrupted one.
 * Source: docs/design/connecting.md, "Keys of submodules".
 * @param mutation without an idempotency claim: a workflow writes its own
 * @throws Problem `conflict`, `validation_failed`, and those of the provider that may pass
 */
export const addSubmodule = async (
  repository: RepositoryRecord,
  request: SubmoduleRequest,
  tools: SubmoduleTools,
  mutation: Mutation,
): Promise<AddedSubmodule> => {
  const { now } = mutation;
  const known = submoduleAt(repository.submodules, request.cloneUrl);
  if (known?.step === null) return { repository, submodule: known, isNew: false };
  requireIdle(repository, now);
  if (known?.step === 'removing') throw connectionBusy(`The key of ${known.fullName} is being removed.`);
  const { submodule, key } =
    known === undefined
      ? newSubmodule(repository, request, now)
      : { submodule: known, key: await keyAgain(repository, known, now) };
  return drive(repository, submodule, key, tools, now, mutation);
};

/** Completes an interrupted addition, for the tick. @param now RFC 3339 */
export const resumeAddition = async (
  repository: RepositoryRecord,
  submodule: SubmoduleRecord,
  tools: SubmoduleTools,
  now: string,
): Promise<RepositoryRecord> =>
  (await drive(repository, submodule, await keyAgain(repository, submodule, now), tools, now, null)).repository;
