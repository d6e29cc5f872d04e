import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import { gitHostOf, hostName } from './git-host.ts';
import { type HostKey, parseHostKey, pinnedHostKeys } from './host-keys.ts';

/** The pinned SSH host keys: built-in for public hosts, set by the administrator for self-hosted ones. */
export const hostKeysOf = (settings: ProviderSettingsRecord, host: string): readonly HostKey[] => {
  const own = gitHostOf(settings);
  if (settings.baseUrl === null || own === null || hostName(own) !== host) return pinnedHostKeys(host);
  return settings.sshHostKeys.flatMap((line) => parseHostKey(line) ?? []);
};
