import { describe, expect, it } from 'vitest';
import { accessToken, idToken } from '#shared/auth/issued-token.ts';
import { signedInPerson } from '#shared/auth/signed-in-person.ts';
import type { SignIn } from '#shared/config/sign-in.ts';

const signIn: SignIn = {
  kind: 'oidc',
  issuer: 'https://login.acme.example',
  clientId: 'ocore',
  audience: 'https://ocore.acme.example',
  discoveryUrl: null,
  scopes: ['openid'],
  authorizationParameters: {},
};
const cognito: SignIn = { ...signIn, kind: 'cognito' };

const access = { iss: signIn.issuer, sub: 'mona', exp: 1, aud: signIn.audience };
const id = { ...access, aud: signIn.clientId };
const isAccess = (claims: typeof access & Record<string, unknown>, of = signIn) =>
  accessToken.isOurs(claims, claims, of);
const isId = (claims: Record<string, unknown>, of = signIn) =>
  idToken.isOurs({ ...id, ...claims }, { ...id, ...claims }, of);

describe('an access token', () => {
  it('is for the audience, alone or among others', () => {
    expect(isAccess(access)).toBe(true);
    expect(isAccess({ ...access, aud: ['https://other.example', signIn.audience] } as never)).toBe(true);
  });

  it.each([
    ['is for another audience', { aud: 'https://other.example' }],
    ['is for nobody', { aud: undefined }],
    ['is an ID token', { aud: signIn.clientId }],
    ['was given to another client', { azp: 'other' }],
    ['was given to another client, as RFC 9068 says it', { client_id: 'other' }],
    ['needs the proof of a key', { cnf: { jkt: 'x' } }],
  ])('that %s is none', (_what, claims) => {
    expect(isAccess({ ...access, ...claims } as never)).toBe(false);
  });

  it.each([
    ['an ID token', { token_use: 'id', client_id: signIn.clientId }],
    ['one of no kind', { client_id: signIn.clientId }],
    ['one of no client', { token_use: 'access' }],
    ['one of another client', { token_use: 'access', client_id: 'other' }],
  ])('of Cognito: %s is none, whatever its audience', (_what, claims) => {
    expect(isAccess({ ...access, ...claims }, cognito)).toBe(false);
  });

  it('of Cognito names its use and the client instead of an audience', () => {
    expect(
      isAccess({ ...access, aud: undefined, token_use: 'access', client_id: signIn.clientId } as never, cognito),
    ).toBe(true);
  });
});

describe('an ID token', () => {
  it.each([
    ['is for another client', { aud: 'other' }],
    ['is for the audience of access tokens', { aud: signIn.audience }],
    ['is for several, and says not which asked', { aud: [signIn.clientId, 'other'] }],
    ['was asked for by another client', { aud: [signIn.clientId, 'other'], azp: 'other' }],
  ])('that %s is none', (_what, claims) => {
    expect(isId(claims)).toBe(false);
  });

  it('is for this client, which asked for it', () => {
    expect(isId({})).toBe(true);
    expect(isId({ aud: [signIn.clientId, 'other'], azp: signIn.clientId })).toBe(true);
  });

  it('of Cognito is no access token', () => {
    expect(isId({ token_use: 'access' }, cognito)).toBe(false);
    expect(isId({ token_use: 'id' }, cognito)).toBe(true);
  });
});

describe('somebody who has signed in', () => {
  const email = 'Mona@acme.example';

  it('has the address that the issuer has verified, in its normal form', () => {
    expect(signedInPerson({ email, email_verified: true, name: 'Mona Lisa' })).toEqual({
      email: 'mona@acme.example',
      name: 'Mona Lisa',
    });
  });

  it.each([undefined, false, 'true', 1, null])('has none where email_verified is %j', (verified) => {
    expect(signedInPerson({ email, email_verified: verified }).email).toBeNull();
  });

  it('is called by the address without a name', () => {
    expect(signedInPerson({ email, email_verified: true }).name).toBe('mona');
  });
});
