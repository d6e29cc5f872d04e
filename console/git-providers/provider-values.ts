import type { ProviderSettings, UpdateProviderSettingsBody } from '#shared/contract/provider-settings.ts';
import { isOwnServer } from '../ui/public-hosts.ts';

/** What the form holds. A secret is in it alone, and goes with the dialog. */
export type ProviderValues = {
  readonly credential: 'keep' | 'token' | 'app' | 'remove';
  readonly token: string;
  readonly username: string;
  readonly appId: string;
  readonly installationId: string;
  readonly privateKey: string;
  readonly baseUrl: string;
  readonly sshHost: string;
  readonly sshPort: string;
  /** Lines of known_hosts. */
  readonly hostKeys: string;
  readonly caBundle: string;
  /** Of what is shown as fingerprints alone: an empty field keeps it. */
  readonly removesHostKeys: boolean;
  readonly removesCaBundle: boolean;
};

/** What is set. The address of a public server is not: its fields are empty. */
export const valuesOf = ({ credential, baseUrl, ...settings }: ProviderSettings): ProviderValues => {
  const { sshHost, sshPort } = isOwnServer(baseUrl) ? settings : { sshHost: null, sshPort: null };
  return {
    credential: credential === null ? 'token' : 'keep',
    token: '',
    username: '',
    appId: '',
    installationId: '',
    privateKey: '',
    baseUrl: isOwnServer(baseUrl) ? (baseUrl ?? '') : '',
    sshHost: sshHost ?? '',
    sshPort: sshPort === null ? '' : String(sshPort),
    hostKeys: '',
    caBundle: '',
    removesHostKeys: false,
    removesCaBundle: false,
  };
};

const trimmedOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

const credentialOf = (values: ProviderValues): UpdateProviderSettingsBody['credential'] => {
  const { credential, appId, installationId, privateKey } = values;
  if (credential === 'remove') return null;
  if (credential === 'app') {
    return { kind: 'app', appId: appId.trim(), installationId: installationId.trim(), privateKey };
  }
  const token = values.token.trim();
  // Without a credential until now, an empty token is none.
  if (credential === 'keep' || token === '') return undefined;
  const username = values.username.trim();
  return { kind: 'token', token, ...(username === '' ? {} : { username }) };
};

const portOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** The fields that differ from what is set. */
export const bodyOf = (settings: ProviderSettings, values: ProviderValues): UpdateProviderSettingsBody => {
  const before = valuesOf(settings);
  const credential = credentialOf(values);
  const hostKeys = values.hostKeys.split('\n').filter((line) => line.trim() !== '');
  return {
    ...(credential === undefined ? {} : { credential }),
    ...(values.baseUrl === before.baseUrl ? {} : { baseUrl: trimmedOrNull(values.baseUrl) }),
    ...(values.sshHost === before.sshHost ? {} : { sshHost: trimmedOrNull(values.sshHost) }),
    ...(values.sshPort === before.sshPort ? {} : { sshPort: portOf(values.sshPort) }),
    ...(hostKeys.length > 0 || values.removesHostKeys ? { sshHostKeys: hostKeys } : {}),
    ...(values.caBundle.trim() !== '' || values.removesCaBundle ? { caBundle: trimmedOrNull(values.caBundle) } : {}),
  };
};
