import type { ProviderSettings } from '#shared/contract/provider-settings.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import { parseCaBundle } from '#shared/git/ca-bundle.ts';
import { gitHostOf } from '#shared/git/git-host.ts';
import { parseHostKey, pinnedHostKeys } from '#shared/git/host-keys.ts';

/** Settings as the API returns them: the public host if none is set, and never the credential itself. */
export const presentProviderSettings = (settings: ProviderSettingsRecord): ProviderSettings => {
  const host = gitHostOf(settings);
  const { credential } = settings;
  const hostKeys =
    settings.baseUrl === null
      ? pinnedHostKeys(host?.sshHost ?? '')
      : settings.sshHostKeys.flatMap((line) => parseHostKey(line) ?? []);
  return {
    provider: settings.provider,
    baseUrl: host?.baseUrl ?? null,
    sshHost: host?.sshHost ?? null,
    sshPort: host?.sshPort ?? null,
    sshHostKeys: hostKeys.map(({ type, fingerprint }) => ({ type, fingerprint })),
    caBundle: (parseCaBundle(settings.caBundle ?? '') ?? []).map(({ subject, fingerprint, expiresAt }) => ({
      subject,
      fingerprint,
      expiresAt,
    })),
    credential:
      credential === null
        ? null
        : {
            kind: credential.kind,
            lastFour: credential.lastFour,
            setAt: credential.setAt,
            expiresAt: credential.expiresAt,
            login: credential.login,
          },
  };
};
