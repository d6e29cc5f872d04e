import { proxySettings } from '#shared/config/proxy-settings.ts';
import { isLoopbackAddress } from './allowed-address.ts';
import { proxyAddress } from './proxy-address.ts';

/** Whether an entry of NO_PROXY names a host: `git.acme.example`, `.acme.example`, `*.acme.example`, with a port or not. */
const names = (entry: string, host: string, port: string): boolean => {
  const [, name = entry, entryPort = port] = /^(.*):(\d{1,5})$/.exec(entry) ?? [];
  if (entryPort !== port) return false;
  if (name === '*' || name === host) return true;
  const suffix = name.startsWith('*.') ? name.slice(1) : name;
  return host.endsWith(suffix.startsWith('.') ? suffix : `.${suffix}`);
};

/**
 * The proxy that an https call goes through, by HTTPS_PROXY and NO_PROXY, which the operator of the service sets.
 * Source: docs/design/connecting.md, "Proxies".
 * @returns null for a direct call: no proxy is set, NO_PROXY names the host, or it is this machine
 * @throws Error with the code ERR_PROXY_INVALID_CONFIG, without the value, which may hold a password
 */
export const proxyOf = (url: URL, settings = proxySettings()): string | null => {
  const { httpsProxy: proxy, noProxy } = settings;
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (proxy === '' || url.protocol !== 'https:' || host === 'localhost' || isLoopbackAddress(host)) return null;
  const exceptions = noProxy.toLowerCase().split(/[,\s]/);
  const port = url.port === '' ? '443' : url.port;
  if (exceptions.some((entry) => entry !== '' && names(entry, host, port))) return null;
  const address = proxyAddress(proxy);
  if (address !== null) return address;
  throw Object.assign(new Error('HTTPS_PROXY holds no address of a proxy.'), { code: 'ERR_PROXY_INVALID_CONFIG' });
};
