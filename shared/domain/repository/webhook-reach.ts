const isLoopback = (host: string): boolean => {
  const name = host.replace(/:[0-9]+$/, '');
  return name === 'localhost' || name === '[::1]' || name.startsWith('127.');
};

/**
 * Warns that a webhook cannot work, because the public address of the service means "this machine" and the provider runs on
 * another one. Source: docs/tunnels.md, "Why a tunnel".
 * @param providerHost as in records, with the port if it has one
 * @returns a sentence to put before what to paste; null where the provider may reach the service
 */
export const unreachableNote = (publicUrl: string, providerHost: string): string | null => {
  if (!isLoopback(new URL(publicUrl).hostname) || isLoopback(providerHost)) return null;
  return `${providerHost} cannot reach ${publicUrl}, which is an address inside this machine. Open a tunnel to it, start the service again with --public-url and the tunnel's address, and read the URL of the webhook again; docs/tunnels.md says how. Then: `;
};
