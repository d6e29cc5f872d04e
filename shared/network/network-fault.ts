/** The reasons why a server was not reached that somebody can do something about. */
export type NetworkFault =
  | 'address_refused'
  | 'unknown_name'
  | 'name_not_resolved'
  | 'refused'
  | 'closed'
  | 'no_answer'
  | 'no_route'
  | 'no_tls'
  | 'certificate_expired'
  | 'certificate_of_another_name'
  | 'unknown_authority'
  | 'proxy_refuses'
  | 'no_proxy';

/** By the codes of Node, of OpenSSL and of Node's fetch. */
const faults: ReadonlyMap<string, NetworkFault> = new Map([
  ['EADDRREFUSED', 'address_refused'],
  ['ENOTFOUND', 'unknown_name'],
  ['EAI_AGAIN', 'name_not_resolved'],
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'closed'],
  ['EPIPE', 'closed'],
  ['UND_ERR_SOCKET', 'closed'],
  ['ETIMEDOUT', 'no_answer'],
  ['UND_ERR_CONNECT_TIMEOUT', 'no_answer'],
  ['EHOSTUNREACH', 'no_route'],
  ['ENETUNREACH', 'no_route'],
  ['EPROTO', 'no_tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'no_tls'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'no_tls'],
  ['CERT_HAS_EXPIRED', 'certificate_expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate_of_another_name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'unknown_authority'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown_authority'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'unknown_authority'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unknown_authority'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unknown_authority'],
  ['ERR_PROXY_TUNNEL', 'proxy_refuses'],
  ['UND_ERR_ABORTED', 'proxy_refuses'],
  ['ERR_PROXY_INVALID_CONFIG', 'no_proxy'],
]);

/** Searches an error and its causes for a known code. @returns null if there is none */
export const networkFault = (error: unknown): NetworkFault | null => {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth += 1) {
    const fault = faults.get(String((one as NodeJS.ErrnoException).code));
    if (fault !== undefined) return fault;
    if (one.name === 'TimeoutError') return 'no_answer';
  }
  return null;
};

/** Faults that a later try may not meet. The others stay until somebody changes something. */
const passing: ReadonlySet<NetworkFault | null> = new Set([
  null,
  'name_not_resolved',
  'refused',
  'closed',
  'no_answer',
  'no_route',
]);
export const mayPass = (fault: NetworkFault | null): boolean => passing.has(fault);
