import { isLoopback } from './is-loopback.ts';
import { UsageError } from './usage-error.ts';

/**
 * Checks an address that a secret is sent to.
 * @param variable where it stands
 * @throws UsageError where it is none, where it holds a password, or where others could read the secret on its way
 */
export const requireSafeAddress = (variable: string, address: string): void => {
  if (!URL.canParse(address) || !/^https?:/i.test(address)) {
    // What stands before an @ may be a password.
    const shown = address.includes('@') ? '' : `, not ${address}`;
    throw new UsageError(`${variable} must be an address such as https://ocore.example.com${shown}.`);
  }
  const { protocol, username, password } = new URL(address);
  if (username !== '' || password !== '') {
    throw new UsageError(`${variable} holds a user or a password, which nothing is sent with. Leave it out.`);
  }
  if (protocol === 'https:' || isLoopback(address)) return;
  throw new UsageError(
    `${variable} begins with http://: everybody on the way could read the key that is sent there. Use https://; plain http:// is for this machine alone (127.0.0.1, [::1], localhost).`,
  );
};

/**
 * Where the service is: OCORE_API_URL, or the local one.
 * @throws UsageError where the address is none, or not safe
 */
export const serviceAddress = (environment: NodeJS.ProcessEnv = process.env): string => {
  const address = environment.OCORE_API_URL ?? 'http://127.0.0.1:4700';
  requireSafeAddress('OCORE_API_URL', address);
  return address;
};
