import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isAllowedAddress, isLoopbackAddress } from './allowed-address.ts';

/** A connection to an address that oCore does not connect to. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'EADDRREFUSED';
}

const refused = (hostname: string): AddressRefused =>
  new AddressRefused(`${hostname} resolves to an address that oCore does not connect to.`);

/**
 * Resolves a name for a socket and refuses it where any of its addresses is not allowed. The socket connects to the very
 * addresses that were checked, so that an answer that changes between check and use changes nothing.
 * @param allowLoopback only where the service runs on one machine
 */
export const guardedLookup =
  (allowLoopback: boolean): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      if (addresses.length === 0 || addresses.some(({ address }) => !isAllowedAddress(address, allowLoopback))) {
        return callback(refused(hostname), []);
      }
      if (options.all === true) return callback(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family ?? 4);
    });
  };

/**
 * Refuses a connection that is not encrypted, but to the machine itself where that is allowed: a Git server under
 * development. @throws AddressRefused
 */
export const checkProtocol = (url: URL, allowLoopback: boolean): void => {
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  const isLocal = bare === 'localhost' || isLoopbackAddress(bare);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && allowLoopback && isLocal)) return;
  throw new AddressRefused(`${url.origin} would be called without encryption.`);
};

/**
 * Refuses a host that is written as an address, for which a socket asks no lookup.
 * @throws AddressRefused
 */
export const checkLiteral = (hostname: string, allowLoopback: boolean): void => {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0 && !isAllowedAddress(bare, allowLoopback)) throw refused(hostname);
};
