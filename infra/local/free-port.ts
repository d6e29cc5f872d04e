import { type AddressInfo, createServer } from 'node:net';

const maxPorts = 10;

/** @returns a port that is free at this moment; another process may take it before it is used */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    // On every address: the native engine refuses a port that somebody uses on another address of the loopback network.
    probe.listen(0, '0.0.0.0', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/**
 * Starts a child process that needs a port. Another process may take the port first; up to ten ports are tried.
 * @param start returns null if the port was taken, and throws if the child fails for another reason
 * @returns null if every port was taken
 */
export const onFreePort = async <Started>(
  start: (port: number) => Promise<Started | null>,
  pickPort: () => Promise<number> = freePort,
): Promise<Started | null> => {
  for (let attempt = 1; attempt <= maxPorts; attempt += 1) {
    const started = await start(await pickPort());
    if (started !== null) return started;
  }
  return null;
};
