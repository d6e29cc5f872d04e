import {
  deleteProviderSettings,
  getProviderSettings,
  listProviderSettings,
  updateProviderSettings,
} from '#shared/contract/endpoints/settings.ts';
import type { ProviderSettings } from '#shared/contract/provider-settings.ts';
import type { Provider } from '#shared/contract/repository.ts';
import { useGuardedWrite } from '../api/use-guarded-write.ts';
import { useRead } from '../api/use-read.ts';
import { useWrite } from '../api/use-write.ts';

/** The settings of all four providers. No answer has a credential. */
export const useGitProviders = () => useRead(listProviderSettings, {});

const useGitProvider = (provider: Provider) => useRead(getProviderSettings, { params: { provider } });

/** A form that changes the settings of a provider: see `useGuardedWrite`. */
export const useUpdateProvider = (settings: ProviderSettings) =>
  useGuardedWrite(updateProviderSettings, settings, useGitProvider(settings.provider), (now) => ({ settings: now }));

/** The parameters and If-Match of a removal. */
export const useProviderTarget = (provider: Provider) => {
  const etag = useGitProvider(provider).data?.etag ?? null;
  return { params: { provider }, ...(etag === null ? {} : { ifMatch: etag }) };
};

export const useRemoveProvider = () => useWrite(deleteProviderSettings);
