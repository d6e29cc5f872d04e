import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchIssuerKeys } from '#shared/auth/fetch-issuer-keys.ts';
import { Issuer } from '#test/fixtures/issuer.ts';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await Issuer.start();
});
afterAll(() => issuer.stop());
beforeEach(() => {
  vi.stubEnv('OCORE_LOCAL', 'true');
  Object.assign(issuer, { status: 200, headers: {}, discovery: {}, published: { keys: [issuer.key.publicJwk] } });
  Object.assign(issuer.asked, { keys: 0, discovery: 0 });
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const kids = async (over: Partial<Issuer['signIn']> = {}): Promise<unknown[]> =>
  (await fetchIssuerKeys({ ...issuer.signIn, ...over })).keys.map(({ kid }) => kid);

describe('asking the issuer for its keys', () => {
  it('takes two requests: where they are, and then the keys', async () => {
    expect(await kids()).toEqual(['first']);
    expect(issuer.asked).toEqual({ keys: 1, discovery: 1 });
  });

  it('looks where discoveryUrl says, which may describe another issuer', async () => {
    const over = { issuer: 'https://login.example/tenant', discoveryUrl: `${issuer.url}/elsewhere` };
    expect(await kids(over)).toEqual(['first']);
  });

  it.each([
    ['calls itself otherwise', () => ({ discovery: { issuer: 'https://other.example' } })],
    ['redirects', () => ({ status: 302, headers: { location: '/keys' } })],
    ['answers 404', () => ({ status: 404 })],
    ['answers 500', () => ({ status: 500 })],
    ['names no address of keys', () => ({ discovery: { jwks_uri: undefined } })],
    ['names a file as address of keys', () => ({ discovery: { jwks_uri: 'file:///etc/passwd' } })],
    ['names a host without encryption', () => ({ discovery: { jwks_uri: 'http://203.0.113.1/keys' } })],
    ['names the metadata address', () => ({ discovery: { jwks_uri: 'https://169.254.169.254/keys' } })],
    ['answers no JSON', () => ({ published: '<html>' })],
    ['answers a list', () => ({ published: [] })],
    ['answers keys that are none', () => ({ published: { keys: ['first'] } })],
    ['answers more than 150 KB', () => ({ published: { keys: [], more: 'x'.repeat(150_000) } })],
  ])('fails where it %s', async (_what, state) => {
    Object.assign(issuer, state());
    await expect(kids()).rejects.toThrow();
  });

  it.each([
    ['does not describe itself', (silent: string) => ({ discoveryUrl: silent }), 1],
    ['does not send its keys', () => ({}), 2],
  ])('ends each request after 2 s where it is silent and %s', async (_what, over, requests) => {
    const ends: (() => void)[] = [];
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
      const end = new AbortController();
      ends.push(() => end.abort(new DOMException('The time is over.', 'TimeoutError')));
      return end.signal;
    });
    // It answers nobody: when it was asked, the time of that request is over.
    const silent = createServer(() => ends.at(-1)?.());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/keys`;
    Object.assign(issuer, { discovery: { jwks_uri: url } });
    try {
      await expect(kids(over(url))).rejects.toThrow();

      expect(timeout.mock.calls).toEqual(Array.from({ length: requests }, () => [2000]));
    } finally {
      timeout.mockRestore();
      silent.closeAllConnections();
      silent.close();
    }
  });

  it('fails for an issuer without encryption on AWS, loopback included', async () => {
    vi.stubEnv('OCORE_LOCAL', undefined);
    await expect(kids()).rejects.toThrow();
    expect(issuer.asked).toEqual({ keys: 0, discovery: 0 });
  });
});
