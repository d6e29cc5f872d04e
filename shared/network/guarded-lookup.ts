import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isAllowedAddress, isLoopbackAddress } from './allowed-address.ts';

/** The address is forbidden. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'EADDRREFUSED';
}

const addressRefused = (hostname: string): AddressRefused =>
  new AddressRefused(`${hostname} resolves to an address that oCore does not connect to.`);

/**
 * Resolves a name for a socket and refuses it if any of its addresses is forbidden. The socket connects to exactly the
 * checked addresses, so a DNS answer that changes after the check has no effect.
 * @param allowLoopback true only for `npm start`
 */
export const guardedLookup =
  (allowLoopback: boolean): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      if (addresses.length === 0 || addresses.some(({ address }) => !isAllowedAddress(address, allowLoopback))) {
        return callback(addressRefused(hostname), []);
      }
      if (options.all === true) return callback(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family ?? 4);
    });
  };

/**
 * Refuses unencrypted connections, except to loopback hosts if that is allowed (a Git server in development).
 * @throws AddressRefused
 */
export const checkProtocol = (url: URL, allowLoopback: boolean): void => {
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  const isLocal = bare === 'localhost' || isLoopbackAddress(bare);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && allowLoopback && isLocal)) return;
  throw new AddressRefused(`${url.origin} would be called without encryption.`);
};

/**
 * Refuses a forbidden IP address as host, for which a socket does no lookup.
 * @throws AddressRefused
 */
export const checkLiteralAddress = (hostname: string, allowLoopback: boolean): void => {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0 && !isAllowedAddress(bare, allowLoopback)) throw addressRefused(hostname);
};
