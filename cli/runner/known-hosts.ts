/**
 * The content of a known_hosts file for one server. ssh looks up `[host]:port` unless the port is 22.
 * @param sshUrl `ssh://user@host[:port]/path`
 * @param hostKeys `ssh-ed25519 AAAA…`
 */
export const knownHosts = (sshUrl: string, hostKeys: readonly string[]): string => {
  const { hostname, port } = new URL(sshUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  const name = port === '' || port === '22' ? host : `[${host}]:${port}`;
  return hostKeys.map((key) => `${name} ${key}\n`).join('');
};
