import { describe, expect, it } from 'vitest';
import { proxySettings } from '#shared/config/proxy-settings.ts';
import { proxyOf } from '#shared/network/proxy-of.ts';

const proxy = 'http://proxy.acme.example:3128';

describe('proxyOf', () => {
  it.each([{ HTTPS_PROXY: proxy }, { https_proxy: proxy }, { HTTPS_PROXY: 'http://other', https_proxy: proxy }])(
    'is what %j says',
    (environment) => {
      expect(proxyOf(new URL('https://git.acme.example/api'), proxySettings(environment))).toBe(proxy);
    },
  );

  it.each([{}, { HTTPS_PROXY: '' }, { HTTPS_PROXY: ' ' }, { HTTP_PROXY: proxy, ALL_PROXY: proxy }])(
    'is none by %j',
    (environment) => {
      expect(proxyOf(new URL('https://git.acme.example/api'), proxySettings(environment))).toBeNull();
    },
  );

  it.each([
    'http://git.acme.example',
    'https://localhost:8443',
    'https://127.0.0.1',
    'https://127.9.9.9',
    'https://[::1]',
  ])('is none for %s', (url) => {
    expect(proxyOf(new URL(url), proxySettings({ HTTPS_PROXY: proxy }))).toBeNull();
  });

  it('is complete without a scheme too', () => {
    const settings = proxySettings({ HTTPS_PROXY: 'proxy.acme.example:3128' });

    expect(proxyOf(new URL('https://git.acme.example/api'), settings)).toBe(proxy);
  });

  it('says what is wrong with an address that is none, and does not repeat it', () => {
    const settings = proxySettings({ HTTPS_PROXY: 'socks5://me:s3cr3t@proxy.acme.example' });
    const call = () => proxyOf(new URL('https://git.acme.example/api'), settings);

    expect(call).toThrow(
      expect.objectContaining({
        code: 'ERR_PROXY_INVALID_CONFIG',
        message: 'HTTPS_PROXY holds no address of a proxy.',
      }),
    );
  });

  it.each([
    ['*', true],
    ['git.acme.example', true],
    ['GIT.acme.example', true],
    ['acme.example', true],
    ['.acme.example', true],
    ['*.acme.example', true],
    ['other.example, acme.example', true],
    ['other.example acme.example', true],
    ['git.acme.example:443', true],
    ['git.acme.example:8443', false],
    ['cme.example', false],
    ['git.acme.example.evil', false],
    ['example.acme', false],
    ['', false],
    [',', false],
  ])('goes directly by NO_PROXY=%s: %s', (exceptions, isDirect) => {
    const found = proxyOf(
      new URL('https://git.acme.example/api'),
      proxySettings({ HTTPS_PROXY: proxy, NO_PROXY: exceptions }),
    );

    expect(found === null).toBe(isDirect);
  });
});
