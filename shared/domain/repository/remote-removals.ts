import type { RepositoryRecord } from '#shared/domain/records/repository.ts';
import { pageOf, providerProfiles } from './provider-profile.ts';

/** What a connection may have at its provider. The old key is there during a rotation. */
export type RemoteThing = 'deploy key' | 'old deploy key' | 'webhook';

/** One thing at the provider, who removes it, and the page on which a person can. */
export type RemoteRemoval = { readonly what: RemoteThing; readonly automatic: boolean; readonly settingsUrl: string };

/**
 * What has to be removed at the provider when a connection ends, in the order of the settings pages. oCore removes whatever
 * it can reach through the provider's API, including what a person has added.
 * @param hasApi whether there is a credential for the API of the repository's host
 * Source: docs/design/connecting.md, "Disconnecting".
 */
export const remoteRemovals = (repository: RepositoryRecord, hasApi: boolean): readonly RemoteRemoval[] => {
  const profile = providerProfiles[repository.provider];
  const keysUrl = profile.deployKeysUrl(pageOf(repository));
  const hasOldKey = repository.retiringKey !== null;
  return [
    { what: 'deploy key', automatic: hasApi, settingsUrl: keysUrl },
    ...(hasOldKey ? [{ what: 'old deploy key', automatic: hasApi, settingsUrl: keysUrl } as const] : []),
    { what: 'webhook', automatic: hasApi, settingsUrl: profile.webhooksUrl(pageOf(repository)) },
  ];
};
