import { isIPv4 } from 'node:net';

/** Whether an address leads to this machine itself: 127.0.0.0/8, ::1 or localhost. Its host is read as fetch reads it. */
export const isLoopback = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
};
