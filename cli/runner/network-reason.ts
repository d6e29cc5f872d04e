/** A cause and its cure, each after the subject "The Git server". */
type Reason = readonly [RegExp, string];

// Messages of ssh and of git's HTTP client (curl with OpenSSL or GnuTLS), in English because of LC_ALL=C.
const reasons: readonly Reason[] = [
  [
    /could not resolve (?:hostname|host|proxy)/i,
    'has a name that no address is known for. Check its spelling, and that the DNS of the runner knows it',
  ],
  [
    /(?:connection|operation) timed out|timed out after/i,
    'does not answer in time. Check that no firewall keeps the runner from it',
  ],
  [/no route to host|network is unreachable/i, "cannot be reached over the runner's network. Check its routes"],
  // curl 7.88 says this of a refused connection.
  [/connection refused|couldn't connect to server/i, 'refuses the connection. Check its port, and that it runs'],
  [
    /(?:response|HTTP code) \d{3} (?:from proxy )?after CONNECT|CONNECT tunnel failed/i,
    'is not let through by the proxy of HTTPS_PROXY. Have it permitted there, or name it in NO_PROXY',
  ],
  [/certificate has expired/i, 'has a TLS certificate that has expired'],
  [
    /no alternative certificate subject name|does not match target host name/i,
    'has a TLS certificate for another name',
  ],
  [
    /certificate verification failed|unable to get (?:local )?issuer certificate|self.signed certificate/i,
    'has a TLS certificate of an authority that the runner does not know. Set GIT_SSL_CAINFO to a file with the certificates of all authorities',
  ],
];

const noCommonAlgorithm = /no matching ([a-z ]{1,40}) found\. Their offer: (\S{1,300})/i;

/**
 * Explains why git reached no server, to follow "The Git server", and says what to do.
 * Source: docs/runner.md, "Proxies and certificates".
 * @returns null if the cause is unknown
 */
export const networkReason = (stderr: string): string | null => {
  const [, use, offered] = noCommonAlgorithm.exec(stderr) ?? [];
  if (use !== undefined && offered !== undefined) {
    return `offers for the ${use} only ${offered}, which ssh on the runner does not use. Have its administrator allow a newer algorithm, such as ed25519, rsa-sha2-512 and curve25519-sha256`;
  }
  return reasons.find(([pattern]) => pattern.test(stderr))?.[1] ?? null;
};
