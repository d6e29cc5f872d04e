import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import { type CallOptions, call } from '#test/call.ts';
import { minutesLater } from '../clock.ts';
import { expectProblem, expectSomeProblem } from '../expect-problem.ts';
import { otherOrganization, wholeTable } from '../principals.ts';
import { expectStatus, TestService } from '../test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());

const code = (): string => new URL(service.local.consoleUrl).hash.replace('#code=', '');
const signIn = (options: CallOptions & { readonly hostHeader?: string } = {}) => {
  const { hostHeader, ...rest } = options;
  const target = { port: service.port, ...(hostHeader === undefined ? {} : { hostHeader }) };
  return call(target, 'POST', '/local/sign-in', { body: { code: code() }, ...rest });
};
const newSecret = async (organization = 'local'): Promise<string> =>
  ((await invoke('local/make-start-secret', { organization })) as { key: string }).key;
const statusWith = async (token: string): Promise<number> => (await service.api('GET', '/api/me', { token })).status;
const firstKeyPath = (): string => `/api/api-keys/key_${service.token.split('_')[1]}`;
const hour = 60;

describe('the start link', () => {
  test('is the address of the page, with a code in the part that no request carries', () => {
    expect(service.local.consoleUrl).toMatch(new RegExp(`^${service.local.url}/#code=[A-Za-z0-9_-]{43}$`));
  });

  describe('refuses, and is not used up by,', () => {
    const port = (): string => `:${service.port}`;
    const origin = (value: string) => ({ headers: { origin: value } });

    test.each<[string, () => Parameters<typeof signIn>[0], number]>([
      ['a guess', () => ({ body: { code: 'x'.repeat(43) } }), 401],
      ['an empty code', () => ({ body: { code: '' } }), 401],
      ['no code', () => ({ body: {} }), 400],
      ['a code that is no text', () => ({ body: { code: [code()] } }), 400],
      ['a further field', () => ({ body: { code: code(), organization: 'other' } }), 400],
      ['a list', () => ({ body: [code()] }), 400],
      ['what is no JSON', () => ({ rawBody: `code=${code()}` }), 400],
      ['nothing', () => ({ rawBody: '' }), 400],
      ['a form', () => ({ headers: { 'content-type': 'text/plain' } }), 415],
      ['a form with fields', () => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' } }), 415],
      ['another JSON', () => ({ headers: { 'content-type': 'application/json+x' } }), 415],
      ['a rebound name', () => ({ hostHeader: `evil.example${port()}` }), 403],
      ['a page of another origin', () => origin('https://evil.example'), 403],
      ['a page of another port of this machine', () => origin('http://127.0.0.1:1'), 403],
      ['a page without an origin', () => origin('null'), 403],
      ['what a proxy passes on', () => ({ headers: { 'x-forwarded-for': '203.0.113.1' } }), 404],
      ['what a proxy passes on with the newer header', () => ({ headers: { forwarded: 'for=203.0.113.1' } }), 404],
      ['a call of another site', () => ({ headers: { 'sec-fetch-site': 'cross-site' } }), 404],
      ['a call of another port of this site', () => ({ headers: { 'sec-fetch-site': 'same-site' } }), 404],
    ])('%s', async (_what, options, status) => {
      const answer = await signIn(options());

      expect(answer.status, answer.text).toBe(status);
      if (status !== 403) expectSomeProblem(answer);
      expect(answer.text).not.toContain('ocore_');
    });
  });

  test('is taken with POST alone', async () => {
    expectProblem(await service.anonymous('GET', `/local/sign-in?code=${code()}`), 'not_found');
    expectProblem(await service.anonymous('PUT', '/local/sign-in', { body: { code: code() } }), 'not_found');
    expectProblem(await service.anonymous('POST', '/local/sign-in/', { body: { code: code() } }), 'not_found');
  });

  test('gives one page of this machine a key that acts as the first key, once', async () => {
    const own = { headers: { origin: service.local.url, 'sec-fetch-site': 'same-origin' } };
    const answers = await Promise.all([signIn(own), signIn(own), signIn(own)]);

    const taken = answers.filter(({ status }) => status === 200);
    expect(taken).toHaveLength(1);
    for (const answer of answers.filter((one) => one.status !== 200)) expectProblem(answer, 'unauthenticated');
    expect(taken[0]?.headers['cache-control']).toBe('no-store');
    const key = String(taken[0]?.json.key);
    const me = expectStatus(200, await service.api('GET', '/api/me', { token: key }));
    expect(me.json).toEqual((await service.api('GET', '/api/me')).json);
  });
});

describe('the secret of a start link', () => {
  test('works for 12 hours beside the first key, which it leaves as it is', async () => {
    const secret = await newSecret();

    expect([await statusWith(secret), await statusWith(service.token)]).toEqual([200, 200]);
    expect(await minutesLater(12 * hour - 1, () => statusWith(secret))).toBe(200);
    expect(await minutesLater(12 * hour + 1, () => statusWith(secret))).toBe(401);
    expect(await minutesLater(12 * hour + 1, () => statusWith(service.token))).toBe(200);
  });

  test('replaces that of the last start, and leaves nothing of it', async () => {
    const last = await newSecret();
    const next = await newSecret();

    expect([await statusWith(last), await statusWith(next)]).toEqual([401, 200]);
    const pointers = (await wholeTable()).filter(({ pk }) => String(pk).startsWith('KEY#'));
    expect(pointers.filter(({ keyId }) => keyId === firstKeyPath().split('/').at(-1))).toHaveLength(2);
  });

  test('is one of several that are made at the same time', async () => {
    const secrets = await Promise.all([newSecret(), newSecret(), newSecret()]);

    const statuses = await Promise.all(secrets.map(statusWith));
    expect(statuses.toSorted()).toEqual([200, 401, 401]);
  });

  test('stands in the audit log, and is no rotation', async () => {
    const version = (await service.api('GET', firstKeyPath())).json;
    await newSecret();

    const { json } = expectStatus(200, await service.api('GET', '/api/audit-logs?limit=1'));
    expect((json.auditLogs as Record<string, unknown>[])[0]).toMatchObject({
      action: 'api-key.start-link-used',
      actor: { kind: 'operator' },
      changes: {},
    });
    expect((await service.api('GET', firstKeyPath())).json).toEqual(version);
  });

  test('survives a rotation that leaves the earlier secrets, and ends with one that revokes them', async () => {
    const other = await otherOrganization(service, 'rotating');
    const path = `/api/api-keys/key_${other.token.split('_')[1]}/rotate`;
    const secret = await newSecret('rotating');
    expectStatus(201, await service.api('POST', path, { token: other.token }));
    const between = await statusWith(secret);
    expectStatus(201, await service.api('POST', path, { token: other.token, body: { revokeNow: true } }));

    expect(between).toBe(200);
    expect(await minutesLater(1.01, () => statusWith(secret))).toBe(401);
  });

  test('ends where the operator resets the key', async () => {
    await otherOrganization(service, 'resetting');
    const secret = await newSecret('resetting');

    await invoke('admin/reset-key', { organization: 'resetting' });

    expect(await statusWith(secret)).toBe(401);
    expect(
      (await wholeTable()).filter(({ validUntil, pk }) => String(pk).startsWith('KEY#') && validUntil),
    ).toHaveLength(1);
  });

  test('is not made for an organisation that there is none of', async () => {
    await expect(newSecret('nobody')).rejects.toThrow('organization: there is none with the slug nobody.');
  });
});
