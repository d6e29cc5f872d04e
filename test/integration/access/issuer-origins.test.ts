import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { IssuerOrigins } from '#shared/auth/issuer-origins.ts';
import { Issuer } from '#test/fixtures/issuer.ts';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await Issuer.start();
});
afterAll(() => issuer.stop());
beforeEach(() => {
  vi.stubEnv('OCORE_LOCAL', 'true');
  Object.assign(issuer, { status: 200, headers: {}, discovery: {} });
  Object.assign(issuer.asked, { keys: 0, discovery: 0 });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const origins = (over: Partial<Issuer['signIn']> = {}) => new IssuerOrigins({ ...issuer.signIn, ...over });

describe('where a browser calls the issuer', () => {
  it('are its own origin and those of its endpoints, each once', async () => {
    const endpoints = {
      token_endpoint: 'https://oauth2.example/token',
      revocation_endpoint: 'https://oauth2.example/revoke',
      userinfo_endpoint: 'https://people.example:8443/me?x=1',
    };
    Object.assign(issuer, { discovery: endpoints });

    expect(await origins().find()).toEqual([issuer.url, 'https://oauth2.example', 'https://people.example:8443']);
  });

  it('are its own origin alone, and that of its description, where it describes nothing', async () => {
    Object.assign(issuer, { status: 500 });
    const over = { issuer: 'https://login.example/tenant', discoveryUrl: `${issuer.url}/elsewhere` };

    expect(await origins(over).find()).toEqual(['https://login.example', issuer.url]);
  });

  it.each([
    'https://a.example;script-src *',
    'https://a.example,default-src',
    "https://a.example;script-src'unsafe-inline'",
    'javascript:alert(1)',
    'data:text/html,x',
    'not an address',
    '',
  ])('leave out what is no plain origin: %s', async (address) => {
    Object.assign(issuer, { discovery: { token_endpoint: address } });

    expect(await origins().find()).toEqual([issuer.url]);
  });

  it('leave out endpoints without encryption on AWS', async () => {
    vi.stubEnv('OCORE_LOCAL', undefined);

    expect(await origins({ issuer: 'http://127.0.0.1:1', discoveryUrl: null }).find()).toEqual([]);
  });

  it('are asked for once an hour, by many at a time once', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const one = origins();

    await Promise.all([one.find(), one.find(), one.find()]);
    vi.advanceTimersByTime(59 * 60_000);
    await one.find();
    const before = issuer.asked.discovery;
    vi.advanceTimersByTime(60_001);
    await one.find();

    expect([before, issuer.asked.discovery]).toEqual([1, 2]);
  });

  it('are asked for again a minute after a failure', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    Object.assign(issuer, { status: 503, discovery: { token_endpoint: 'https://oauth2.example/token' } });
    const one = origins();
    await one.find();
    await one.find();
    Object.assign(issuer, { status: 200 });
    const before = await one.find();
    vi.advanceTimersByTime(60_000);

    expect(before).toEqual([issuer.url]);
    expect(await one.find()).toEqual([issuer.url, 'https://oauth2.example']);
    expect(issuer.asked.discovery).toBe(2);
  });
});
