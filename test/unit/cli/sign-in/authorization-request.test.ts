import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type Auth,
  authorizationAddress,
  codeOf,
  newAttempt,
  requireOwnIdToken,
} from '../../../../cli/sign-in/authorization-request.ts';
import type { Metadata } from '../../../../cli/sign-in/issuer.ts';

const auth: Auth = {
  issuer: 'https://login.acme.example',
  clientId: 'ocore',
  audience: 'https://ocore.example/api',
  scopes: ['openid', 'email'],
  authorizationParameters: { audience: 'https://ocore.example/api' },
  redirectUris: [],
};
const metadata: Metadata = {
  issuer: auth.issuer,
  authorization_endpoint: 'https://login.acme.example/authorize?tenant=1',
  token_endpoint: 'https://login.acme.example/token',
};
const attempt = newAttempt('http://127.0.0.1:47101/callback');
const parametersOf = (one: Auth, about: Metadata) =>
  Object.fromEntries(new URL(authorizationAddress(one, about, attempt)).searchParams);

describe('the address to sign in at', () => {
  it('asks for a code, bound to this sign-in by state, nonce and PKCE', () => {
    expect(parametersOf(auth, metadata)).toEqual({
      tenant: '1',
      audience: 'https://ocore.example/api',
      response_type: 'code',
      client_id: 'ocore',
      redirect_uri: 'http://127.0.0.1:47101/callback',
      scope: 'openid email',
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: createHash('sha256').update(attempt.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
  });

  it('asks for a sign-in that lasts where the issuer knows such, and the service may choose another prompt', () => {
    const lasting = { ...metadata, scopes_supported: ['openid', 'offline_access'] };
    const choosing = { ...auth, authorizationParameters: { prompt: 'select_account' } };

    expect(parametersOf(auth, lasting)).toMatchObject({ scope: 'openid email offline_access', prompt: 'consent' });
    expect(parametersOf(choosing, lasting)).toMatchObject({ prompt: 'select_account' });
  });

  it('lets no parameter of the service weaken the proof', () => {
    const hostile = { state: 'known', nonce: 'known', code_challenge: 'known', code_challenge_method: 'plain' };

    expect(parametersOf({ ...auth, authorizationParameters: hostile }, metadata)).toMatchObject({
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge_method: 'S256',
    });
  });

  it('has new secrets each time', () => {
    const secrets = [newAttempt('x'), newAttempt('x')].flatMap(({ state, nonce, verifier }) => [
      state,
      nonce,
      verifier,
    ]);

    expect(new Set(secrets).size).toBe(6);
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/);
  });
});

describe('the answer of the issuer', () => {
  const naming = { ...metadata, authorization_response_iss_parameter_supported: true };

  it.each([
    ['code=abc', metadata],
    [`code=abc&iss=${encodeURIComponent(auth.issuer)}`, metadata],
    [`code=abc&iss=${encodeURIComponent(auth.issuer)}`, naming],
  ])('%s has a code', (answer, about) => {
    expect(codeOf(new URLSearchParams(answer), about)).toBe('abc');
  });

  it.each([
    ['code=abc', naming, /not of the issuer/],
    ['code=abc&iss=https%3A%2F%2Fevil.example', metadata, /not of the issuer/],
    ['code=abc&iss=https%3A%2F%2Fevil.example', naming, /not of the issuer/],
    ['error=access_denied&error_description=No', metadata, /declined in the browser/],
    ['error=server_error&error_description=Broken', metadata, /server_error: Broken/],
    ['', metadata, /has no code/],
    ['code=', metadata, /has no code/],
  ])('%s has none that counts', (answer, about, message) => {
    expect(() => codeOf(new URLSearchParams(answer), about)).toThrow(message);
  });

  it('cannot move the cursor of a terminal', () => {
    const answer = new URLSearchParams({ error: 'x', error_description: '\u001b[2J\u001b]0;title\u0007' });

    expect(() => codeOf(answer, metadata)).toThrow(/x: {2}\[2J \]0;title /);
  });

  it('that was declined ends with 3, and any other refusal with 4', () => {
    const exitCode = (error: string): unknown => {
      try {
        return codeOf(new URLSearchParams({ error }), metadata);
      } catch (failure) {
        return (failure as { readonly exitCode: number }).exitCode;
      }
    };

    expect([exitCode('access_denied'), exitCode('server_error')]).toEqual([3, 4]);
  });
});

describe('the ID token', () => {
  const now = Date.parse('2026-11-28T12:00:00Z');
  const expected = { issuer: auth.issuer, clientId: 'ocore', nonce: 'n', now };
  const right = { iss: auth.issuer, aud: 'ocore', nonce: 'n', exp: now / 1000 + 60 };
  const tokenOf = (claims: object): string =>
    `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

  it.each([
    ['as it should be', {}],
    ['for several, and issued to this client', { aud: ['other', 'ocore'], azp: 'ocore' }],
    ['that has ended within the tolerance', { exp: now / 1000 - 59 }],
  ])('%s is taken', (_what, over) => {
    const token = tokenOf({ ...right, ...over });

    expect(requireOwnIdToken(token, expected)).toBe(token);
  });

  it.each([
    ['of another issuer', { iss: 'https://evil.example' }],
    ['for another client', { aud: 'other' }],
    ['for several, and issued to another', { aud: ['other', 'ocore'], azp: 'other' }],
    ['for several, and issued to nobody', { aud: ['other', 'ocore'] }],
    ['of another sign-in', { nonce: 'another' }],
    ['without a nonce', { nonce: undefined }],
    ['that has ended', { exp: now / 1000 - 61 }],
    ['without an end', { exp: undefined }],
  ])('%s is refused', (_what, over) => {
    expect(() => requireOwnIdToken(tokenOf({ ...right, ...over }), expected)).toThrow(
      /does not belong to this sign-in/,
    );
  });

  it.each([undefined, '', 'abc', 'a.b.c', `e30.${Buffer.from('[]').toString('base64url')}.x`])(
    '%j is none',
    (token) => {
      expect(() => requireOwnIdToken(token, expected)).toThrow(/does not belong to this sign-in/);
    },
  );
});
