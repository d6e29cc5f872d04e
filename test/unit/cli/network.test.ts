import { describe, expect, it } from 'vitest';
import { proxyPassword, proxySettings, useProxy } from '../../../cli/network.ts';
import { UsageError } from '../../../cli/usage-error.ts';

describe('proxySettings', () => {
  it('gives Node, which takes nothing else, a complete address', () => {
    expect(proxySettings({ https_proxy: 'proxy.acme.example:3128', HTTPS_PROXY: 'http://other' })).toEqual({
      HTTPS_PROXY: 'http://proxy.acme.example:3128',
      NO_PROXY: ',localhost,127.0.0.1,[::1]',
    });
  });
});

describe('proxyPassword', () => {
  it.each([
    [{}, null],
    [{ HTTPS_PROXY: 'proxy.acme.example:3128' }, null],
    [{ HTTPS_PROXY: 'me:p%40ss@proxy.acme.example:3128' }, 'p@ss'],
  ])('of %j is %j', (environment, password) => {
    expect(proxyPassword(environment)).toBe(password);
  });
});

describe('useProxy', () => {
  it.each(['http://me:s3cr3t%ss@proxy.corp', 'socks5://me:s3cr3t@proxy.corp', 'http://me:s3cr3t@[::1'])(
    'refuses %j as wrong usage, and does not repeat it',
    async (address) => {
      const error = await useProxy({ HTTPS_PROXY: address }).catch((reason: unknown) => reason);

      expect(error).toBeInstanceOf(UsageError);
      expect(String(error)).toMatch(/HTTPS_PROXY must hold the address of a proxy/);
      expect(String(error)).not.toMatch(/s3cr3t|corp|socks/);
    },
  );
});
