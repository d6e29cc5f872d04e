import { type NetworkFault, networkFault } from '#shared/network/network-fault.ts';
import { proxyAddress } from '#shared/network/proxy-address.ts';
import { UsageError } from './usage-error.ts';

/** Never the value itself, because it may hold a password. */
const addressOf = (environment: NodeJS.ProcessEnv): string => {
  const address = proxyAddress(environment.https_proxy ?? environment.HTTPS_PROXY ?? '');
  if (address !== null) return address;
  throw new UsageError(
    'HTTPS_PROXY must hold the address of a proxy, such as http://proxy.acme.example:3128. In its user and password, write / as %2F and % as %25.',
  );
};

/**
 * The variables of a proxy. HTTP_PROXY is not among them, because over plain http the command calls only this machine.
 * @throws UsageError where HTTPS_PROXY holds no address of a proxy
 */
export const proxySettings = (environment: NodeJS.ProcessEnv): Record<'HTTPS_PROXY' | 'NO_PROXY', string> => ({
  HTTPS_PROXY: addressOf(environment),
  // This machine is never called through a proxy.
  NO_PROXY: [environment.no_proxy ?? environment.NO_PROXY ?? '', 'localhost', '127.0.0.1', '[::1]'].join(','),
});

/**
 * Makes `fetch` use the proxy of HTTPS_PROXY, except for what NO_PROXY names. Source: docs/runner.md, "Proxies and
 * certificates".
 * @throws UsageError where HTTPS_PROXY holds no address of a proxy
 */
export const useProxy = async (environment: NodeJS.ProcessEnv = process.env): Promise<void> => {
  const settings = proxySettings(environment);
  if (settings.HTTPS_PROXY === '') return;
  // Loaded where there is a proxy alone: it takes as long as Node's own start. Before Node 24.14 it cannot do this.
  const { setGlobalProxyFromEnv }: Partial<typeof import('node:http')> = await import('node:http');
  if (setGlobalProxyFromEnv !== undefined) setGlobalProxyFromEnv(settings);
  else
    process.stderr.write(
      `ocore: HTTPS_PROXY is not used: that needs Node 24.14, and this is ${process.versions.node}.\n`,
    );
};

/** The password of the proxy, which no log may show; null without one. */
export const proxyPassword = (environment: NodeJS.ProcessEnv = process.env): string | null => {
  const { HTTPS_PROXY } = proxySettings(environment);
  const password = HTTPS_PROXY === '' ? '' : decodeURIComponent(new URL(HTTPS_PROXY).password);
  return password === '' ? null : password;
};

/** What was met, and what to do about it on the machine of the command, to follow the address. */
const texts: Readonly<Record<NetworkFault, string>> = {
  address_refused: 'is no address that may be called',
  unknown_name: 'has a name that no address is known for: check its spelling, and the DNS of this machine',
  name_not_resolved: 'could not be resolved at the moment: check the DNS of this machine',
  refused: 'does not answer: it refuses the connection. Check the address and port, and that the service runs',
  closed: 'does not answer: it closed the connection. Check the address, and what lies in between',
  no_answer: 'does not answer in time. Check the address, that the service runs, and that no firewall lies in between',
  no_route: 'cannot be reached over the network. Check the routes of this machine, and whether it needs HTTPS_PROXY',
  no_tls: 'does not speak TLS. Check the address and port',
  certificate_expired: 'has a TLS certificate that has expired. Have it renewed, and check the clock of this machine',
  certificate_of_another_name: 'has a TLS certificate for another name. Use the name in the certificate',
  unknown_authority:
    'has a TLS certificate of an authority that this machine does not know. Set NODE_EXTRA_CA_CERTS to a file with the certificate of the authority (PEM)',
  proxy_refuses: 'is not let through by the proxy of HTTPS_PROXY. Have it permitted there, or name it in NO_PROXY',
  no_proxy: 'is not called, because HTTPS_PROXY holds no address of a proxy. Correct it',
};

/** Describes why an address was not reached; null if the cause is unknown. */
export const explainFault = (error: unknown): string | null => {
  const fault = networkFault(error);
  return fault === null ? null : texts[fault];
};
