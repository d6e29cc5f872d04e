import type { UpdateProviderSettingsBody } from '#shared/contract/provider-settings.ts';
import type { Provider } from '#shared/contract/repository.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';

/** Empty settings: the provider's public host, and no credential. */
export const noProviderSettings = (
  organizationId: ProviderSettingsRecord['organizationId'],
  provider: Provider,
): ProviderSettingsRecord => ({
  organizationId,
  provider,
  baseUrl: null,
  sshHost: null,
  sshPort: null,
  sshHostKeys: [],
  caBundle: null,
  credential: null,
  abandonedSecretIds: [],
  updatedAt: null,
  version: 0,
});

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const internal = /(^|\.)(localhost|internal|local)$/;

/**
 * Checks and normalises a base URL: scheme and host in lower case, no slash at the end.
 * @param allowLoopback true only for `npm start`; it also accepts http for loopback hosts
 */
export const checkBaseUrl = (provider: Provider, typed: string, allowLoopback: boolean): RuleResult<string> => {
  const no = (detail: string): RuleResult<string> => refuse('validation_failed', detail, '#/baseUrl');
  if (provider === 'bitbucket') return no('must not be sent for bitbucket: only Bitbucket Cloud can be connected');
  if (
    !/^https?:\/\/[A-Za-z0-9[][A-Za-z0-9.:[\]-]*(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)*\/?$/.test(typed) ||
    !URL.canParse(typed)
  ) {
    return no('must be the address of the server, for instance https://git.acme.example');
  }
  const url = new URL(typed);
  // `new URL` must not change the typed host. If it does, the host was an address in disguise.
  const host =
    typed
      .replace(/^https?:\/\//, '')
      .split('/')[0]
      ?.toLowerCase() ?? '';
  if (host.replace(/:(443|80)$/, '') !== url.host || host.includes('..') || url.hostname.endsWith('.')) {
    return no('must name its host plainly');
  }
  const isLoopback = loopback.test(url.hostname);
  if (isLoopback && !allowLoopback) return no('must not be on this machine');
  if (!isLoopback && internal.test(url.hostname)) return no('must not be an internal name');
  if (url.protocol === 'http:' && !isLoopback) return no('must begin with https://');
  return accept(`${url.origin}${url.pathname.replace(/\/$/, '')}`);
};

/**
 * Applies a change of the host and what proves it. A new host drops the credential, SSH settings and authorities of the old
 * one: a credential must never be sent to a host that it was not set for (CVE-2026-45625).
 * @param baseUrl from `checkBaseUrl`; undefined if the request did not send one
 */
export const changeHost = (
  before: ProviderSettingsRecord,
  body: UpdateProviderSettingsBody,
  baseUrl: string | null | undefined,
): ProviderSettingsRecord => {
  const moved = baseUrl !== undefined && baseUrl !== before.baseUrl;
  const host = moved ? { ...before, baseUrl, sshHost: null, sshPort: null, sshHostKeys: [], caBundle: null } : before;
  return {
    ...host,
    sshHost: body.sshHost === undefined ? host.sshHost : (body.sshHost?.toLowerCase() ?? null),
    sshPort: body.sshPort === undefined ? host.sshPort : body.sshPort,
    sshHostKeys: body.sshHostKeys ?? host.sshHostKeys,
    caBundle: body.caBundle === undefined ? host.caBundle : body.caBundle,
    credential: moved ? null : host.credential,
  };
};
