import { BlockList, isIPv4, isIPv6 } from 'node:net';

const never = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
] as const) {
  never.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 128],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['fd00:ec2::', 32],
  ['fd20:ce::', 32],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
] as const) {
  never.addSubnet(network, prefix, 'ipv6');
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * IPv6 ranges that contain an IPv4 address, with the 16-bit group where it begins: compatible, mapped, translated,
 * NAT64, 6to4.
 */
const carriers: readonly { readonly list: BlockList; readonly group: number }[] = (
  [
    ['::', 96, 6],
    ['::ffff:0:0', 96, 6],
    ['::ffff:0:0:0', 96, 6],
    ['64:ff9b::', 96, 6],
    ['2002::', 16, 1],
  ] as const
).map(([network, prefix, group]) => {
  const list = new BlockList();
  list.addSubnet(network, prefix, 'ipv6');
  return { list, group };
});

/** The eight groups of an IPv6 address. */
const groupsOf = (address: string): number[] => {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const pair = (high: string | undefined, low: string | undefined): string =>
    (Number(high) * 256 + Number(low)).toString(16);
  const text = dotted === null ? address : `${dotted[1]}${pair(dotted[2], dotted[3])}:${pair(dotted[4], dotted[5])}`;
  const [head = '', tail] = text.split('::');
  const numbers = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  if (tail === undefined) return numbers(head);
  const [front, back] = [numbers(head), numbers(tail)];
  return [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
};

const carriedIpv4 = (address: string): string | null => {
  const carrier = carriers.find(({ list }) => list.check(address, 'ipv6'));
  if (carrier === undefined || loopback.check(address, 'ipv6')) return null;
  const groups = groupsOf(address);
  const [high = 0, low = 0] = groups.slice(carrier.group, carrier.group + 2);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
};

/**
 * Whether oCore may connect to an address that comes from settings or a repository. Never allowed: link-local addresses
 * and other metadata addresses of clouds (AWS, Alibaba, Azure, Google), and unspecified, benchmark, multicast,
 * reserved, Teredo and local NAT64 addresses. Loopback is allowed only for `npm start`. Private ranges are allowed,
 * because company Git servers use them.
 * @param address a resolved address, never a name
 * Source: docs/design/connecting.md, "Which addresses may be reached".
 */
export const isAllowedAddress = (address: string, allowLoopback: boolean): boolean => {
  const [bare = ''] = address.split('%', 1);
  if (isIPv4(bare)) return !never.check(bare, 'ipv4') && (allowLoopback || !loopback.check(bare, 'ipv4'));
  if (!isIPv6(bare)) return false;
  const carried = carriedIpv4(bare);
  if (carried !== null) return isAllowedAddress(carried, allowLoopback);
  return !never.check(bare, 'ipv6') && (allowLoopback || !loopback.check(bare, 'ipv6'));
};

/** Whether an address is the machine's own. */
export const isLoopbackAddress = (address: string): boolean =>
  isAllowedAddress(address, true) && !isAllowedAddress(address, false);
