/** Messages for failed connections, by Node's error code. */
const meanings = new Map([
  ['EADDRREFUSED', 'resolves to an address that oCore does not connect to'],
  ['ENOTFOUND', 'has a name that no address is known for: check its spelling'],
  ['EAI_AGAIN', 'could not be resolved at the moment'],
  ['ECONNREFUSED', 'refuses the connection'],
  ['ECONNRESET', 'closed the connection'],
  ['EPIPE', 'closed the connection'],
  ['ETIMEDOUT', 'does not answer'],
  ['EHOSTUNREACH', 'cannot be reached over the network'],
  ['ENETUNREACH', 'cannot be reached over the network'],
  ['CERT_HAS_EXPIRED', 'has a TLS certificate that has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'has a TLS certificate for another name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'has a TLS certificate that no known authority signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'has a TLS certificate that no known authority signed'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'has a TLS certificate that no known authority signed'],
]);

/**
 * Describes a failed connection, to follow the host's name: `refuses the connection`. It searches the causes for a
 * known code and never repeats an error message, which may quote the other side.
 */
export const describeFailure = (error: unknown): string => {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth += 1) {
    const meaning = meanings.get(String((one as NodeJS.ErrnoException).code));
    if (meaning !== undefined) return meaning;
    if (one.name === 'TimeoutError') return 'does not answer in time';
  }
  return 'gives no usable answer';
};
