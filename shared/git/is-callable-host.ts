import { isIP } from 'node:net';
import { isAllowedAddress } from '#shared/network/allowed-address.ts';

/**
 * Whether a host can be set as a server's: one that is written as an address must have an address that oCore connects to.
 * Names are looked up when they are called, and their addresses checked then.
 */
export const isCallableHost = (hostname: string, allowLoopback: boolean): boolean => {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 || isAllowedAddress(bare, allowLoopback);
};
