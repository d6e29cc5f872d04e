import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Issuer, newSigningKey } from '#test/fixtures/issuer.ts';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { minutesLater } from '../clock.ts';
import { otherOrganization, signedInMember } from '../principals.ts';
import { expectStatus, TestService } from '../test-service.ts';
import { hostileTokens } from './hostile-tokens.ts';

let issuer: Issuer;
let stranger: Issuer;
let service: TestService;
let calls: AwsCalls;
beforeAll(async () => {
  issuer = await Issuer.start();
  stranger = await Issuer.start('of the stranger');
  service = await TestService.startWithoutStream({ signIn: issuer.signIn, authorizerCacheMs: 60_000 });
  calls = new AwsCalls();
  await signedInMember(service.local.organization.id, issuer.url, 'mona', { roleId: 'developer' });
});
afterAll(async () => {
  await service.stop();
  await issuer.stop();
  await stranger.stop();
});
beforeEach(() => {
  Object.assign(issuer, { status: 200, headers: {}, discovery: {}, published: { keys: [issuer.key.publicJwk] } });
});

const me = (token: string, headers: Record<string, string> = {}) => service.api('GET', '/api/me', { token, headers });

describe('an access token of the issuer', () => {
  it('stands for the member, with the rights of their role', async () => {
    const answer = expectStatus(200, await me(await issuer.accessToken()));
    expect(answer.json).toMatchObject({
      principal: { kind: 'user', name: 'Mona Lisa' },
      permissions: ['view:projects', 'deploy:projects', 'manage:projects'],
    });
  });

  it.each([
    ['a list of audiences with ours', { aud: ['https://other.example', 'https://ocore.example/api'] }],
    ['the client as authorized party', { client_id: undefined, azp: 'console' }],
    ['a beginning within a minute', { nbf: Math.floor(Date.now() / 1000) + 30 }],
    ['an end in parts of a second', { exp: Date.now() / 1000 + 600.5 }],
  ])('is taken with %s', async (_what, over) => {
    expectStatus(200, await me(await issuer.accessToken(over)));
  });

  it('is refused at its end, within the minute that the gateway keeps the answer for', async () => {
    const token = await issuer.accessToken({ exp: Math.floor(Date.now() / 1000) + 30 });
    expectStatus(200, await me(token));
    const answer = await minutesLater(0.6, () => me(token));
    expect([answer.status, answer.json.code]).toEqual([401, 'unauthenticated']);
  });

  it('of somebody who is no member is 403 on every other route, and is told how to join', async () => {
    const answer = await me(await issuer.accessToken({ sub: 'nobody' }));
    expect([answer.status, answer.json.code]).toEqual([403, 'permission_missing']);
    expect(answer.json.detail).toContain('POST /api/invitations/accept');
    const projects = await service.api('GET', '/api/projects', { token: await issuer.accessToken({ sub: 'nobody' }) });
    expect([projects.status, projects.json.requiredPermission]).toEqual([403, 'view:projects']);
  });

  it('counts with another role, and for nobody after a removal, once the gateway asks again within a minute', async () => {
    const { id } = await signedInMember(service.local.organization.id, issuer.url, 'changed', { roleId: 'developer' });
    const token = await issuer.accessToken({ sub: 'changed' });
    const rights = async (minutes: number) => (await minutesLater(minutes, () => me(token))).json.permissions;
    expect(await rights(0)).toContain('manage:projects');

    expectStatus(200, await service.api('PUT', `/api/members/${id}/role`, { body: { roleId: 'viewer' } }));
    expect(await rights(1.01)).toEqual(['view:projects']);
    expectStatus(204, await service.api('DELETE', `/api/members/${id}`));

    expect((await minutesLater(2.02, () => me(token))).status).toBe(403);
  });

  it('does not open another organisation', async () => {
    await otherOrganization(service, 'elsewhere');
    const answer = await me(await issuer.accessToken(), { 'x-org-slug': 'elsewhere' });
    expect([answer.status, answer.json.code]).toEqual([403, 'permission_missing']);
  });

  it.each([['invited'], ['removed']] as const)('of a member who is %s is a stranger', async (status) => {
    await signedInMember(service.local.organization.id, issuer.url, status, { status });
    expectStatus(403, await me(await issuer.accessToken({ sub: status })));
  });

  it('of a member whose item names another person is a stranger', async () => {
    await signedInMember(service.local.organization.id, issuer.url, 'bound to another', { subjectKey: 'SUBJECT#x' });
    expectStatus(403, await me(await issuer.accessToken({ sub: 'bound to another' })));
  });

  it('costs the authorizer two calls, and a third once an hour', async () => {
    const token = await issuer.accessToken({ jti: '1' });
    await me(token);
    const again = await calls.during(async () => me(await issuer.accessToken({ jti: '2' })));
    expect(again.calls).toEqual(['Query', 'BatchGetItem', 'BatchGetItem']);
    const later = await calls.during(() => minutesLater(61, async () => me(await issuer.accessToken({ jti: '3' }))));
    expect(later.calls).toEqual(['Query', 'BatchGetItem', 'UpdateItem', 'BatchGetItem']);
  });
});

describe('a hostile token', () => {
  it('is never accepted, never makes a fault, and asks the issuer for its keys at most once', async () => {
    const tokens = await hostileTokens(issuer, stranger.url);
    expect(tokens.length).toBeGreaterThanOrEqual(60);
    expectStatus(200, await me(await issuer.accessToken({ jti: 'before' })));
    const before = { ...issuer.asked };
    const answers = await Promise.all(
      tokens.map(async ({ what, token }) => ({ what, status: (await me(token)).status })),
    );
    expect(answers.filter(({ status }) => status !== 401)).toEqual([]);
    expect(issuer.asked.keys - before.keys).toBeLessThanOrEqual(1);
    expect(stranger.asked).toEqual({ keys: 0, discovery: 0 });
    expectStatus(200, await me(await issuer.accessToken({ jti: 'after' })));
  });

  it.each(['', 'Basic dXNlcjpwYXNz', 'Bearer', 'bearer ', 'Bearer a b', 'Token x'])(
    'is none in the header %j',
    async (authorization) => {
      const answer = await service.anonymous('GET', '/api/me', { headers: { authorization } });
      expect(answer.status).toBe(401);
    },
  );

  it('with a new key id each time asks the issuer once a minute', async () => {
    const key = await newSigningKey('made up');
    const flood = async (minute: number): Promise<number> => {
      const before = issuer.asked.keys;
      await minutesLater(minute, async () => {
        for (let one = 0; one < 20; one += 1) {
          const token = await issuer.sign(issuer.accessClaims(), { kid: `kid-${minute}-${one}` }, key);
          expect((await me(token)).status).toBe(401);
        }
      });
      return issuer.asked.keys - before;
    };
    expect([await flood(100), await flood(102), await flood(104)]).toEqual([1, 1, 1]);
  });
});
