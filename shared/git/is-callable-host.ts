import { isIP } from 'node:net';
import { isAllowedAddress } from '#shared/network/allowed-address.ts';

/**
 * Whether a host can be set for a server. An IP address must be one that oCore connects to. Names are resolved and
 * checked at each call.
 */
export const isCallableHost = (hostname: string, allowLoopback: boolean): boolean => {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) === 0 || isAllowedAddress(bare, allowLoopback);
};
