import type { OrganizationId } from '#shared/contract/id.ts';
import { Problem } from '#shared/contract/problem.ts';
import type { Disconnected } from '#shared/contract/repository.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';
import { saveRepository } from '#shared/data/repository/write-repository.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import { keysOfSubmodule } from '#shared/domain/repository/deploy-keys.ts';
import { followUpAt, leftoversDueAt } from '#shared/domain/repository/leftovers.ts';
import { nextRepository } from '#shared/domain/repository/next-repository.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import { submoduleKeysToRemove, submoduleKeysUrl, withSubmodule } from '#shared/domain/repository/submodules.ts';
import { deleteDeployKey } from '#shared/secrets/deploy-key-secret.ts';
import { requireIdle } from './connection-busy.ts';
import { withConnectionHold, writeIfHeld } from './connection-step.ts';
import { isPermanent } from './provider-side.ts';
import { type SubmoduleTools, submoduleSide, submoduleTools } from './submodule-tools.ts';

type Removal = Disconnected & { readonly transient: Problem | null };

/** Removes the keys at their provider, if a credential is set. @returns what a person has to remove, and where */
const removeAtProvider = async (submodule: SubmoduleRecord, tools: SubmoduleTools): Promise<Removal> => {
  const { name } = providerProfiles[submodule.provider];
  const byHand = `It was added by hand: oCore has no credential that could remove it at ${name}.`;
  const side = submoduleSide(submodule, tools);
  const removed: string[] = [];
  const leftBehind: Disconnected['leftBehind'] = [];
  let transient: Problem | null = null;
  for (const { what, keys } of submoduleKeysToRemove(submodule)) {
    const left = (why: string) => leftBehind.push({ what, why, where: submoduleKeysUrl(submodule) });
    if (side === null) {
      left(byHand);
      continue;
    }
    try {
      for (const { id, publicKey } of keys) await side.removeKey(id, publicKey);
      removed.push(what);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!isPermanent(error)) transient = error;
      left(error.message);
    }
  }
  return { removed, leftBehind, transient };
};

/** Removes the keys of all submodules at their providers, where the connection ends. Their secrets are the caller's. */
export const removeSubmoduleKeys = async (
  organization: OrganizationId,
  submodules: readonly SubmoduleRecord[],
): Promise<Removal> => {
  const all: Removal[] = [];
  for (const one of submodules) all.push(await removeAtProvider(one, await submoduleTools(organization, one)));
  return {
    removed: all.flatMap((one) => one.removed),
    leftBehind: all.flatMap((one) => one.leftBehind),
    transient: all.find((one) => one.transient !== null)?.transient ?? null,
  };
};

const withoutSubmodule = ({ submodules }: RepositoryRecord, { id }: SubmoduleRecord): readonly SubmoduleRecord[] =>
  submodules.filter((one) => one.id !== id);

/** Completes a removal whose intent is recorded. */
const finishRemoval = async (
  intended: RepositoryRecord,
  submodule: SubmoduleRecord,
  tools: SubmoduleTools,
  now: string,
): Promise<{ readonly done: Disconnected; readonly repository: RepositoryRecord }> =>
  withConnectionHold(intended, now, async () => {
    const { removed, leftBehind } = await removeAtProvider(submodule, tools);
    const { organizationId, projectId } = intended;
    for (const { id } of keysOfSubmodule(submodule)) await deleteDeployKey(organizationId, projectId, id);
    const repository = await writeIfHeld(
      intended,
      async () => undefined,
      async (_project, fresh) => {
        const after = nextRepository(fresh, { submodules: withoutSubmodule(fresh, submodule), intentAt: null });
        await saveRepository(null, after, leftoversDueAt(after, now), null);
        return after;
      },
    );
    return { done: { removed: [...removed, 'private half of the deploy key'], leftBehind }, repository };
  });

const marked = (repository: RepositoryRecord, submodule: SubmoduleRecord, now: string): RepositoryRecord =>
  nextRepository(repository, {
    submodules: withSubmodule(repository.submodules, { ...submodule, step: 'removing' }),
    intentAt: now,
  });

/**
 * Removes the key of a submodule as a workflow: the mark, from which on no runner gets it, the provider, the secret, and
 * the end. Repeating the request completes an interrupted one.
 * Source: docs/design/connecting.md, "Keys of submodules".
 * @param mutation without an idempotency claim: a workflow writes its own
 * @throws Problem `conflict`
 */
export const removeSubmodule = async (
  repository: RepositoryRecord,
  submodule: SubmoduleRecord,
  tools: SubmoduleTools,
  mutation: Mutation,
): Promise<Disconnected> => {
  const { now } = mutation;
  requireIdle(repository, now);
  const intended = marked(repository, submodule, now);
  const entry = { resourceId: submodule.id, changes: { submodule: { from: submodule.fullName, to: null } } };
  const audit = { mutation, action: 'submodule.removed' as const, before: repository, entry };
  await saveRepository(null, intended, followUpAt(now), submodule.step === 'removing' ? null : audit);
  return (await finishRemoval(intended, submodule, tools, now)).done;
};

/** Completes an interrupted removal, for the tick. @param now RFC 3339 */
export const resumeRemoval = async (
  repository: RepositoryRecord,
  submodule: SubmoduleRecord,
  tools: SubmoduleTools,
  now: string,
): Promise<RepositoryRecord> => {
  const intended = marked(repository, submodule, now);
  await saveRepository(null, intended, followUpAt(now), null);
  return (await finishRemoval(intended, submodule, tools, now)).repository;
};
