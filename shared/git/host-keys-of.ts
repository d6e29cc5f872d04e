import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import { gitHostOf, hostName } from './git-host.ts';
import { type HostKey, parseHostKey, pinnedHostKeys } from './host-keys.ts';

/** The keys that a host is pinned to: our own for the public ones, the administrator's for a self-hosted one. */
export const hostKeysOf = (settings: ProviderSettingsRecord, host: string): readonly HostKey[] => {
  const own = gitHostOf(settings);
  if (settings.baseUrl === null || own === null || hostName(own) !== host) return pinnedHostKeys(host);
  return settings.sshHostKeys.flatMap((line) => parseHostKey(line) ?? []);
};
