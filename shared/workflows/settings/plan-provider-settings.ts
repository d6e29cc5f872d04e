import { isLocal } from '#shared/config/is-local.ts';
import type { UpdateProviderSettingsBody } from '#shared/contract/provider-settings.ts';
import type { Provider } from '#shared/contract/repository.ts';
import type { ProviderSettingsRecord } from '#shared/domain/records/provider-settings.ts';
import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';
import { changeHost, checkBaseUrl } from '#shared/domain/settings/provider-settings.ts';
import { parseCaBundle } from '#shared/git/ca-bundle.ts';
import { publicHosts } from '#shared/git/git-host.ts';
import { parseHostKey } from '#shared/git/host-keys.ts';
import { isCallableHost } from '#shared/git/is-callable-host.ts';
import type { ProviderCredential } from '#shared/providers/client/provider-credential.ts';
import { credentialOf } from './change-provider-settings.ts';

/** A planned change of settings, before the credential is verified. */
export type SettingsPlan = {
  readonly after: ProviderSettingsRecord;
  /** A new credential, to be verified at the host of `after`; null if none was sent. */
  readonly credential: ProviderCredential | null;
  /** False if nothing changes. */
  readonly changes: boolean;
};

const hostKeyLines = (lines: readonly string[]): RuleResult<readonly string[]> => {
  const parsed: string[] = [];
  for (const [index, line] of lines.entries()) {
    const key = parseHostKey(line);
    if (key === null) {
      const detail = 'must be an SSH host key such as "ssh-ed25519 AAAA…", as ssh-keyscan prints it';
      return refuse('validation_failed', detail, `#/sshHostKeys/${index}`);
    }
    parsed.push(key.publicKey);
  }
  return accept([...new Set(parsed)]);
};

/** Normalises a bundle: one copy of each certificate, and nothing else. */
const checkedCaBundle = (typed: string): RuleResult<string> => {
  const no = (detail: string): RuleResult<string> => refuse('validation_failed', detail, '#/caBundle');
  if (typed.includes('PRIVATE KEY')) return no('must hold certificates alone, never a private key');
  const certificates = parseCaBundle(typed);
  if (certificates === null) {
    return no('must be PEM certificates, each from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----');
  }
  return accept([...new Set(certificates.map((one) => one.pem))].join(''));
};

const checkCredential = (before: ProviderSettingsRecord, body: UpdateProviderSettingsBody): RuleResult<true> => {
  if (body.credential?.kind === 'app' && before.provider !== 'github') {
    return refuse('validation_failed', 'must be token: only GitHub has Apps', '#/credential/kind');
  }
  if (body.credential?.kind === 'token' && body.credential.username !== undefined && before.provider !== 'bitbucket') {
    const detail = 'must not be sent: only an API token of Bitbucket needs the user that it belongs to';
    return refuse('validation_failed', detail, '#/credential/username');
  }
  return accept(true);
};

/** Normalises a base URL. The provider's public address becomes null. */
const checkedBaseUrl = (provider: Provider, typed: string): RuleResult<string | null> => {
  const checked = checkBaseUrl(provider, typed, isLocal());
  if (!checked.ok) return checked;
  if (publicHosts.some((host) => host.provider === provider && host.baseUrl === checked.value)) return accept(null);
  return isCallableHost(new URL(checked.value).hostname, isLocal())
    ? checked
    : refuse('validation_failed', 'must not be an address that oCore does not connect to', '#/baseUrl');
};

const checkHost = (after: ProviderSettingsRecord, body: UpdateProviderSettingsBody): RuleResult<true> => {
  if (after.baseUrl !== null) {
    return after.sshHost === null || isCallableHost(after.sshHost, isLocal())
      ? accept(true)
      : refuse('validation_failed', 'must not be an address that oCore does not connect to', '#/sshHost');
  }
  if (body.caBundle !== undefined && body.caBundle !== null) {
    const detail =
      'must be sent together with a baseUrl: for the public host, who runs oCore makes an authority known (NODE_EXTRA_CA_CERTS)';
    return refuse('validation_failed', detail, '#/caBundle');
  }
  for (const field of ['sshHost', 'sshPort', 'sshHostKeys'] as const) {
    const sent = body[field];
    if (sent !== undefined && sent !== null && (!Array.isArray(sent) || sent.length > 0)) {
      return refuse(
        'validation_failed',
        'must be sent together with a baseUrl: the public host has its own',
        `#/${field}`,
      );
    }
  }
  if (after.provider === 'gitea' && body.credential != null) {
    return refuse('validation_failed', 'must be sent first, or together with the credential', '#/baseUrl');
  }
  return accept(true);
};

/**
 * Plans a change of settings: merges the fields of the request; a new host drops what belonged to the old one.
 * Refusals: `validation_failed` at the field.
 */
export const planProviderSettings = (
  before: ProviderSettingsRecord,
  body: UpdateProviderSettingsBody,
): RuleResult<SettingsPlan> => {
  const credentialRule = checkCredential(before, body);
  if (!credentialRule.ok) return credentialRule;
  let baseUrl: string | null | undefined = body.baseUrl;
  if (typeof baseUrl === 'string') {
    const checked = checkedBaseUrl(before.provider, baseUrl);
    if (!checked.ok) return checked;
    baseUrl = checked.value;
  }
  const hostKeys = body.sshHostKeys === undefined ? accept(undefined) : hostKeyLines(body.sshHostKeys);
  if (!hostKeys.ok) return hostKeys;
  const bundle = typeof body.caBundle === 'string' ? checkedCaBundle(body.caBundle) : accept(body.caBundle);
  if (!bundle.ok) return bundle;
  const { sshHostKeys: _typed, caBundle: _bundle, ...rest } = body;
  const sent = {
    ...rest,
    ...(hostKeys.value === undefined ? {} : { sshHostKeys: [...hostKeys.value] }),
    ...(bundle.value === undefined ? {} : { caBundle: bundle.value }),
  };
  const after = changeHost(before, sent, baseUrl);
  const hostRule = checkHost(after, body);
  if (!hostRule.ok) return hostRule;
  const planned = body.credential === null ? { ...after, credential: null } : after;
  return accept({
    after: planned,
    credential: body.credential == null ? null : credentialOf(body.credential),
    changes: body.credential != null || JSON.stringify(planned) !== JSON.stringify(before),
  });
};
