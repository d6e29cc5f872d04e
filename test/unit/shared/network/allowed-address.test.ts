import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAllowedAddress, isLoopbackAddress } from '#shared/network/allowed-address.ts';

/** Refused on every machine, also where loopback is allowed. */
const never = [
  ['unspecified', '0.0.0.0', '0.1.2.3', '0.255.255.255', '::', '0:0:0:0:0:0:0:0', '::0.0.0.0', '::2'],
  ['link-local', '169.254.0.1', '169.254.255.255', 'fe80::1', 'FE80::1', 'febf::1', 'fe80::1%eth0', 'fe80::a9fe:a9fe'],
  [
    'metadata of AWS, and of most others',
    '169.254.169.254',
    '169.254.170.2',
    '169.254.169.253',
    'fd00:ec2::254',
    'FD00:0EC2::0254',
    'fd00:ec2:0:0:0:0:0:254',
    'fd00:ec2::23',
  ],
  ['metadata of Alibaba, Azure, Oracle, Google', '100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd20:ce::254'],
  [
    'metadata, mapped into IPv6',
    '::ffff:169.254.169.254',
    '::FFFF:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '0000:0000:0000:0000:0000:ffff:a9fe:a9fe',
    '0::0:ffff:169.254.169.254',
    '::ffff:a9fe:aa02',
    '::ffff:6464:64c8',
  ],
  ['metadata, compatible with IPv4', '::169.254.169.254', '::a9fe:a9fe', '0:0:0:0:0:0:a9fe:a9fe'],
  ['metadata, translated', '::ffff:0:169.254.169.254', '::ffff:0:a9fe:a9fe', '0:0:0:0:ffff:0:a9fe:a9fe'],
  [
    'metadata, behind NAT64',
    '64:ff9b::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '0064:ff9b:0000:0000:0000:0000:a9fe:a9fe',
    '64:FF9B::A9FE:A9FE',
    '64:ff9b:1::a9fe:a9fe',
    '64:ff9b:1:fffe::169.254.169.254',
  ],
  [
    'metadata, over 6to4 and Teredo',
    '2002:a9fe:a9fe::',
    '2002:a9fe:a9fe::1',
    '2002:a9fe:a9fe:1:2:3:4:5',
    '2001:0:a9fe:a9fe::1',
    '2001::1',
    '2001:0000:4136:e378:8000:63bf:5601:5601',
  ],
  ['nobody, behind a carrier', '64:ff9b::0.0.0.0', '2002::', '2002:0:0::1', '::ffff:0.0.0.0'],
  ['protocol assignments and benchmarks', '192.0.0.1', '192.0.0.170', '198.18.0.1', '198.19.255.255'],
  ['multicast', '224.0.0.1', '239.255.255.255', 'ff00::', 'ff02::1', 'ff0e::1', '::ffff:224.0.0.1', '64:ff9b::e000:1'],
  ['reserved and broadcast', '240.0.0.1', '255.255.255.255', '::ffff:255.255.255.255', '2002:ffff:ffff::'],
  ['site-local', 'fec0::1', 'feff::1'],
].flatMap(([kind = '', ...addresses]) => addresses.map((address) => [address, kind] as const));

const loopback = [
  '127.0.0.1',
  '127.0.0.2',
  '127.1.2.3',
  '127.255.255.255',
  '::1',
  '0:0:0:0:0:0:0:1',
  '0000:0000:0000:0000:0000:0000:0000:0001',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '0:0:0:0:0:FFFF:7F00:0001',
  '::127.0.0.1',
  '::ffff:0:127.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2002:7f00:0001:1::9',
];

/** No addresses at all: what is not written as one is refused, whatever a resolver would make of it. */
const disguised = [
  '',
  ' ',
  '2130706433',
  '2852039166',
  '0x7f000001',
  '0xa9fea9fe',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '0251.0376.0251.0376',
  '127.1',
  '169.254.43518',
  '127.0.0.1.',
  ' 127.0.0.1',
  '127.0.0.1 ',
  '127.0.0.1\n',
  '127.0.0.1\0',
  '127.0.0.256',
  '１２７.０.０.１',
  '127。0。0。1',
  '[::1]',
  '[::ffff:169.254.169.254]',
  '::ffff:169.254.169.254.1',
  '::ffff:0x7f.0.0.1',
  '1::2::3',
  ':::1',
  '12345::',
  'localhost',
  'metadata.google.internal',
  '10.0.0.1/8',
  '%',
  '%eth0',
];

const usable = [
  '1.1.1.1',
  '140.82.121.4',
  '10.0.0.7',
  '172.16.0.1',
  '192.168.1.10',
  '100.64.0.1',
  '169.253.255.255',
  '169.255.0.1',
  '126.255.255.255',
  '128.0.0.1',
  '2606:50c0:8000::153',
  'fd12:3456:789a::1',
  '2a01:4f8::1',
  '64:ff9b::8c52:7904',
  '::ffff:140.82.121.4',
  '2002:8c52:7904::1',
  '2001:470::1',
];

describe('isAllowedAddress', () => {
  test('knows at least 60 hostile spellings', () => {
    expect(never.length + loopback.length + disguised.length).toBeGreaterThan(100);
  });

  test.each(never)('refuses %s (%s) everywhere', (address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
    expect(isAllowedAddress(address, true)).toBe(false);
  });

  test.each(loopback)('allows %s only where the service runs on one machine', (address) => {
    expect(isAllowedAddress(address, false)).toBe(false);
    expect(isAllowedAddress(address, true)).toBe(true);
    expect(isLoopbackAddress(address)).toBe(true);
  });

  test.each(disguised)('refuses %j, which is no address', (text) => {
    expect(isAllowedAddress(text, false)).toBe(false);
    expect(isAllowedAddress(text, true)).toBe(false);
    expect(isLoopbackAddress(text)).toBe(false);
  });

  test.each(usable)('allows %s, public or private', (address) => {
    expect(isAllowedAddress(address, false)).toBe(true);
    expect(isLoopbackAddress(address)).toBe(false);
  });

  const byte = fc.nat(255);
  const word = (high: number, low: number): string => (high * 256 + low).toString(16);

  test('says the same of an IPv4 address in every form that carries it', () => {
    fc.assert(
      fc.property(byte, byte, byte, byte, fc.boolean(), (a, b, c, d, allowLoopback) => {
        // ::0.0.0.1 is ::1, the loopback of IPv6, and ::0.0.0.0 the unspecified address.
        fc.pre(a !== 0);
        const dotted = `${a}.${b}.${c}.${d}`;
        const hex = `${word(a, b)}:${word(c, d)}`;
        const expected = isAllowedAddress(dotted, allowLoopback);

        for (const carried of [
          `::ffff:${dotted}`,
          `::ffff:${hex}`,
          `0:0:0:0:0:ffff:${hex}`,
          `::${dotted}`,
          `::ffff:0:${hex}`,
          `64:ff9b::${dotted}`,
          `64:ff9b::${hex}`,
          `2002:${hex}::1`,
          `2002:${hex}:ffff:ffff:ffff:ffff:ffff`,
        ]) {
          expect(isAllowedAddress(carried, allowLoopback), carried).toBe(expected);
        }
      }),
    );
  });

  test('lets nothing of the link-local range through, in whatever form', () => {
    fc.assert(
      fc.property(byte, byte, (c, d) => {
        const hex = `a9fe:${word(c, d)}`;
        for (const address of [`169.254.${c}.${d}`, `::ffff:${hex}`, `::${hex}`, `64:ff9b::${hex}`, `2002:${hex}::`]) {
          expect(isAllowedAddress(address, true), address).toBe(false);
        }
      }),
    );
  });
});
