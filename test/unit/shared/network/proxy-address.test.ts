import { describe, expect, it } from 'vitest';
import { proxyAddress } from '#shared/network/proxy-address.ts';

describe('proxyAddress', () => {
  it.each([
    ['http://proxy.acme.example:3128', 'http://proxy.acme.example:3128'],
    ['HTTPS://Proxy.acme.example:3128/', 'https://proxy.acme.example:3128'],
    ['proxy.acme.example:3128', 'http://proxy.acme.example:3128'],
    ['10.0.0.7:3128', 'http://10.0.0.7:3128'],
    ['[::1]:3128', 'http://[::1]:3128'],
    ['me:p%40ss@proxy.acme.example', 'http://me:p%40ss@proxy.acme.example'],
    ['http://me:p@ss@proxy.acme.example', 'http://me:p%40ss@proxy.acme.example'],
    [' http://proxy.acme.example\n', 'http://proxy.acme.example'],
    ['  ', ''],
  ])('reads %j as %j', (text, address) => {
    expect(proxyAddress(text)).toBe(address);
  });

  it.each([
    'http://',
    'http://[::1',
    'http://me:p%ss@proxy.acme.example',
    'http://me:p/s@proxy.acme.example:99999',
    'socks5://proxy.acme.example:1080',
    'a proxy',
  ])('reads no address from %j', (text) => {
    expect(proxyAddress(text)).toBeNull();
  });
});
