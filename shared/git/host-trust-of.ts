import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import { gitHostOf, hostName } from './git-host.ts';
import { type HostKey, parseHostKey, pinnedHostKeys } from './host-keys.ts';

/** What proves that a server is a repository's host. */
export type HostTrust = {
  /** The pinned SSH host keys; empty if an administrator has set none. */
  readonly hostKeys: readonly HostKey[];
  /** Certificates of authorities, PEM, that are trusted besides the usual ones; null for none. */
  readonly caBundle: string | null;
};

/** Built-in host keys for public hosts; what the administrator has set for self-hosted ones. */
export const hostTrustOf = (settings: ProviderSettingsRecord, host: string): HostTrust => {
  const own = gitHostOf(settings);
  if (settings.baseUrl === null || own === null || hostName(own) !== host) {
    return { hostKeys: pinnedHostKeys(host), caBundle: null };
  }
  return {
    hostKeys: settings.sshHostKeys.flatMap((line) => parseHostKey(line) ?? []),
    caBundle: settings.caBundle,
  };
};
