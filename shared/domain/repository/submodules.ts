import type { Submodule } from '#shared/contract/submodule.ts';
import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import type { SubmoduleRecord } from '#shared/domain/records/submodule.ts';
import { presentDeployKey } from './present-deploy-key.ts';
import { pageOf, providerProfiles } from './provider-profile.ts';
import type { RemoteRemoval } from './remote-removals.ts';
import { isSameName } from './repository-name.ts';

/** How many repositories of submodules may have a key. Source: docs/design/single-table.md, "Limits". */
export const maxSubmoduleKeys = 20;

/** Where the keys of a submodule's repository are added. */
export const submoduleKeysUrl = (submodule: SubmoduleRecord): string =>
  providerProfiles[submodule.provider].deployKeysUrl(pageOf(submodule));

/** Finds a repository by its address. */
export const submoduleAt = (
  submodules: readonly SubmoduleRecord[],
  { host, fullName }: Pick<SubmoduleRecord, 'host' | 'fullName'>,
): SubmoduleRecord | undefined => submodules.find((one) => one.host === host && isSameName(one.fullName, fullName));

/** Puts a repository in its place, or at the end. */
export const withSubmodule = (
  submodules: readonly SubmoduleRecord[],
  submodule: SubmoduleRecord,
): readonly SubmoduleRecord[] =>
  submodules.some((one) => one.id === submodule.id)
    ? submodules.map((one) => (one.id === submodule.id ? submodule : one))
    : [...submodules, submodule];

/** The submodules whose keys a runner may use: the key is stored and is not being removed. */
export const usableSubmodules = ({ submodules }: Pick<RepositoryRecord, 'submodules'>): readonly SubmoduleRecord[] =>
  submodules.filter((one) => one.step === null);

/** The keys of a submodule as its removal names them. */
export const submoduleKeysToRemove = (
  submodule: SubmoduleRecord,
): readonly { readonly what: string; readonly keys: SubmoduleRecord['abandonedKeys'] }[] => {
  const { fullName, deployKey, retiringKey, abandonedKeys } = submodule;
  return [
    { what: `deploy key of ${fullName}`, keys: [deployKey, ...abandonedKeys] },
    ...(retiringKey === null ? [] : [{ what: `old deploy key of ${fullName}`, keys: [retiringKey] }]),
  ];
};

/** The keys of submodules that have to be removed at their providers. @param hasApi whether oCore has a credential */
export const submoduleRemovals = (
  { submodules }: Pick<RepositoryRecord, 'submodules'>,
  hasApi: (submodule: SubmoduleRecord) => boolean,
): readonly (Omit<RemoteRemoval, 'what'> & { readonly what: string })[] =>
  submodules.flatMap((one) => {
    const entry = { automatic: hasApi(one), settingsUrl: submoduleKeysUrl(one) };
    return submoduleKeysToRemove(one).map(({ what }) => ({ what, ...entry }));
  });

const stateOf = (submodule: SubmoduleRecord): Pick<Submodule, 'status' | 'statusReason'> => {
  const { step, failure, refusal, leftBehind, deployKey } = submodule;
  if (step === 'adding') {
    return {
      status: 'action_required',
      statusReason: 'The key is being made. If that takes long, repeat the request.',
    };
  }
  if (step === 'removing') {
    return {
      status: 'action_required',
      statusReason: 'The key is being removed. If that takes long, repeat the request.',
    };
  }
  if (failure !== null) return { status: 'failing', statusReason: failure };
  if (deployKey.installed === 'automatic' || deployKey.lastVerifiedAt !== null) {
    return { status: 'connected', statusReason: leftBehind };
  }
  const add = providerProfiles[submodule.provider].addDeployKey(submoduleKeysUrl(submodule));
  return {
    status: 'action_required',
    statusReason: [refusal, add, leftBehind].filter((one) => one !== null).join(' '),
  };
};

/** The repository of a submodule as the API returns it. */
export const presentSubmodule = (submodule: SubmoduleRecord): Submodule => ({
  id: submodule.id,
  repositoryUrl: submodule.repositoryUrl,
  fullName: submodule.fullName,
  deployKey: presentDeployKey(submodule.deployKey, submodule.retiringKey, submoduleKeysUrl(submodule)),
  ...stateOf(submodule),
  lastVerifiedAt: submodule.deployKey.lastVerifiedAt,
});
