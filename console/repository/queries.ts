import {
  addSubmodule,
  connectRepository,
  disconnectRepository,
  getRepository,
  getRepositoryRemoval,
  listRepositoryBranches,
  listSubmodules,
  reconfigureWebhook,
  regenerateKey,
  removeSubmodule,
  revealSecret,
  syncRepository,
  updateRepository,
  validateRepository,
  validateSubmodule,
} from '#shared/contract/endpoints/repository.ts';
import { listProviderRepositories, listProviderSettings } from '#shared/contract/endpoints/settings.ts';
import type { Provider, Repository } from '#shared/contract/repository.ts';
import { useGuardedWrite } from '../api/use-guarded-write.ts';
import { usePages } from '../api/use-pages.ts';
import { useRead } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';

/** Each of these reads asks the Git host: once for a screen is enough. */
const hostMs = 10 * 60_000;

export const useRepository = (projectId: string, enabled = true) =>
  useRead(
    getRepository,
    { params: { projectId } },
    { enabled, isRunning: ({ status }) => status === 'connecting' || status === 'disconnecting' },
  );

/** The branches and tags that the repository has, at most 100. @param filter as in the contract */
export const useRemoteRefs = (
  projectId: string,
  enabled: boolean,
  filter: { readonly pattern?: string; readonly refType?: 'branch' | 'tag' } = {},
) =>
  useRead(
    listRepositoryBranches,
    { params: { projectId }, query: { limit: '100', ...filter } },
    { enabled, restingMs: hostMs },
  );

/** What a disconnection removes, and what a person has to remove. */
export const useRepositoryRemoval = (projectId: string) => useRead(getRepositoryRemoval, { params: { projectId } });

export const useSubmodules = (projectId: string) => useRead(listSubmodules, { params: { projectId } });

export const useProviderSettings = (enabled: boolean) => useRead(listProviderSettings, {}, { enabled });

/** The repositories that the credential of a provider can reach. @param search a part of the name; empty: all */
export const useProviderRepositories = (provider: Provider, search: string) =>
  usePages(listProviderRepositories, {
    params: { provider },
    query: { limit: '20', ...(search === '' ? {} : { q: search }) },
  });

export const useConnect = () => useWrite(connectRepository);
/** The form of the default branch: see `useGuardedWrite`. */
export const useUpdateRepository = (projectId: string, repository: Repository) =>
  useGuardedWrite(updateRepository, repository, useRepository(projectId), ({ branch }) => ({ branch }));
export const useDisconnect = () => useWrite(disconnectRepository);
export const useRegenerateKey = () => useWrite(regenerateKey);
export const useReconfigureWebhook = () => useWrite(reconfigureWebhook);
export const useRevealSecret = () => useWrite(revealSecret);
export const useVerify = () => useWrite(validateRepository);
export const useSync = () => useWrite(syncRepository);
export const useAddSubmodule = () => useWrite(addSubmodule);
export const useVerifySubmodule = () => useWrite(validateSubmodule);
export const useRemoveSubmodule = () => useWrite(removeSubmodule);
