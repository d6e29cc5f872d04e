import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Issuer, newSigningKey } from '#test/fixtures/issuer.ts';
import { minutesLater } from '../clock.ts';
import { signedInMember } from '../principals.ts';
import { expectStatus, TestService } from '../test-service.ts';

let issuer: Issuer;
let service: TestService;
beforeAll(async () => {
  issuer = await Issuer.start();
  service = await TestService.start({ signIn: issuer.signIn });
  await signedInMember(service.local.organization.id, issuer.url, 'mona');
});
afterAll(async () => {
  await service.stop();
  await issuer.stop();
});
beforeEach(() => {
  Object.assign(issuer, { status: 200, published: { keys: [issuer.key.publicJwk] } });
});

const me = (token: string) => service.api('GET', '/api/me', { token });

// In this order: the authorizer knows no key before the second one.
describe('while the issuer does not answer', () => {
  it('a token is 503 where no key is known, with Retry-After; an API key works; nobody asks twice a minute', async () => {
    issuer.status = 500;
    for (const jti of ['1', '2', '3']) {
      const answer = await me(await issuer.accessToken({ jti }));
      expect([answer.status, answer.json.code, answer.headers['retry-after']]).toEqual([
        503,
        'service_unavailable',
        '60',
      ]);
    }
    expectStatus(200, await service.api('GET', '/api/me'));
    expect(issuer.asked).toEqual({ keys: 0, discovery: 1 });
  });

  it('a token of the issuer that is nobody’s is 401 all the same', async () => {
    issuer.status = 500;
    expectStatus(401, await me(await issuer.accessToken({ aud: 'https://other.example' })));
  });

  it('a token passes by a known key, and by a new one once the issuer answers', async () => {
    await minutesLater(2, async () => expectStatus(200, await me(await issuer.accessToken())));
    issuer.status = 500;
    await minutesLater(100, async () => expectStatus(200, await me(await issuer.accessToken())));
    const next = await newSigningKey('second');
    Object.assign(issuer, { status: 200, published: { keys: [issuer.key.publicJwk, next.publicJwk] } });
    await minutesLater(102, async () => {
      expectStatus(200, await me(await issuer.sign(issuer.accessClaims(), {}, next)));
      expectStatus(200, await me(await issuer.accessToken()));
    });
  });

  it('a key that the issuer publishes and that is none makes a token invalid, no fault', async () => {
    const broken = { kty: 'EC', kid: 'broken', alg: 'ES256', crv: 'P-256', x: '!', y: '!' };
    issuer.published = { keys: [broken] };
    await minutesLater(200, async () => {
      expectStatus(401, await me(await issuer.sign(issuer.accessClaims(), { kid: 'broken' })));
    });
  });
});
