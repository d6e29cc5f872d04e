import { type NetworkFault, networkFault } from './network-fault.ts';

/** What was met, and what to do about it. */
const texts: Readonly<Record<NetworkFault, string>> = {
  address_refused: 'resolves to an address that oCore does not connect to',
  unknown_name: 'has a name that no address is known for: check its spelling, and that the DNS of oCore knows it',
  name_not_resolved: 'could not be resolved at the moment: try again, or check the DNS of oCore',
  refused: 'refuses the connection: check its port, and that it runs',
  closed: 'closed the connection: try again, or check what lies in between',
  no_answer: 'does not answer in time: check that it runs, and that no firewall keeps oCore from it',
  no_route: 'cannot be reached over the network: check the routes from oCore to it',
  no_tls: 'does not speak TLS there: check its address and port',
  certificate_expired: 'has a TLS certificate that has expired: have it renewed',
  certificate_of_another_name:
    'has a TLS certificate for another name: use the name in the certificate, or have one made for this name',
  unknown_authority:
    'has a TLS certificate that no known authority signed: give the certificate of its authority as caBundle in the provider settings, or have the server send its whole chain',
  proxy_refuses: 'is not let through by the proxy of HTTPS_PROXY: have it permitted there, or name it in NO_PROXY',
  no_proxy: 'is not called, because HTTPS_PROXY of oCore holds no address of a proxy: correct it there',
};

/**
 * Describes a failed connection and its cure, to follow the host's name: `refuses the connection: check its port, …`. It
 * searches the causes for a known code and never repeats an error message, which may quote the other side.
 * Source: docs/design/connecting.md, "What is said of a failed connection".
 */
export const describeFailure = (error: unknown): string => {
  const fault = networkFault(error);
  return fault === null ? 'gives no usable answer' : texts[fault];
};
