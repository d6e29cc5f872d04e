import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fetchIssuerKeys } from '#shared/auth/fetch-issuer-keys.ts';
import { accessToken, idToken } from '#shared/auth/issued-token.ts';
import { signedInPerson } from '#shared/auth/signed-in-person.ts';
import { SignIn } from '#shared/config/sign-in.ts';
import { redirectUris } from '#shared/contract/redirect-uris.ts';
import { MiniStack } from './ministack.ts';

// The emulator signs tokens with random bytes unless a library of Python is there, so that no signature is looked at here:
// test/integration/access/real-provider.test.ts does that, with a provider that signs.
const aws = MiniStack.create();
const folder = mkdtempSync(join(tmpdir(), 'ocore-cognito-'));
const callbacks = redirectUris('https://ocore.acme.example');
const [redirectUri = ''] = callbacks.slice(1);
let signIn: SignIn;

/** Calls Cognito as the AWS CLI does. */
const cognito = async (operation: string, body: unknown): Promise<Record<string, unknown>> => {
  const answer = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=x',
    },
    body: JSON.stringify(body),
  });
  const json = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) throw new Error(`${operation}: ${JSON.stringify(json)}`);
  return json;
};

const poolId = (): string => signIn.issuer.split('/').at(-1) ?? '';

beforeAll(async () => {
  await aws.start(false);
  const outputs = join(folder, 'outputs.json');
  const app = ['--app', 'npx --no-install node test/deploy/cognito-app.ts', '--output', join(folder, 'out')];
  aws.cdk('deploy', '--all', '--require-approval', 'never', '--outputs-file', outputs, ...app);
  const written = JSON.parse(readFileSync(outputs, 'utf8')) as Record<string, Record<string, string>>;
  signIn = SignIn.parse(JSON.parse(written.PeopleService?.SignIn ?? '{}'));
  vi.stubEnv('OCORE_LOCAL', 'true');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The form of the sign-in page, sent as a browser sends it. @returns the code */
const authorize = async (query: URLSearchParams): Promise<string> => {
  const page = await (await fetch(`${aws.endpoint}/oauth2/authorize?${query}`)).text();
  const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  const form = new URLSearchParams(
    Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')])),
  );
  form.set('username', 'mona@acme.example');
  form.set('password', 'correct horse 1 Battery!');
  const answer = await fetch(`${aws.endpoint}/login`, { method: 'POST', body: form, redirect: 'manual' });
  const location = answer.headers.get('location');
  const code = location === null ? null : new URL(location).searchParams.get('code');
  if (code === null) throw new Error(`${answer.status} ${location} ${await answer.text()} ${page}`);
  expect(location?.startsWith(`${redirectUri}?`)).toBe(true);
  return code;
};

type Tokens = { readonly access_token: string; readonly id_token: string };

const exchange = (code: string, verifier: string): Promise<Response> =>
  fetch(`${aws.endpoint}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: signIn.clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');
const request = (verifier: string): URLSearchParams =>
  new URLSearchParams({
    client_id: signIn.clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: signIn.scopes.join(' '),
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
  });

describe('the user pool of auth.cognito', () => {
  it('has a public client for the addresses that clients are told, and code alone', async () => {
    const { UserPoolClient: client } = await cognito('DescribeUserPoolClient', {
      UserPoolId: poolId(),
      ClientId: signIn.clientId,
    });

    expect(client).toMatchObject({
      CallbackURLs: callbacks,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
    });
    expect(client).not.toHaveProperty('ClientSecret');
  });

  it('gives tokens by code with PKCE whose claims the authorizer and the acceptance take, each its own', async () => {
    const mona = { UserPoolId: poolId(), Username: 'mona@acme.example' };
    const attributes = { email: 'mona@acme.example', email_verified: 'true', name: 'Mona Lisa' };
    await cognito('AdminCreateUser', {
      ...mona,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    });
    await cognito('AdminSetUserPassword', { ...mona, Password: 'correct horse 1 Battery!', Permanent: true });
    const verifier = randomBytes(32).toString('base64url');
    const answer = await exchange(await authorize(request(verifier)), verifier);
    const tokens = (await answer.json()) as Tokens;

    const isOurs = (kind: typeof accessToken, token: string, at = signIn): boolean => {
      const payload = decodeJwt(token);
      return kind.isOurs(payload as Parameters<typeof kind.isOurs>[0], payload, at);
    };
    expect(isOurs(accessToken, tokens.access_token)).toBe(true);
    expect(isOurs(idToken, tokens.id_token)).toBe(true);
    expect(isOurs(accessToken, tokens.id_token)).toBe(false);
    expect(isOurs(idToken, tokens.access_token)).toBe(false);
    expect(isOurs(accessToken, tokens.access_token, { ...signIn, clientId: 'other' })).toBe(false);
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      iss: signIn.issuer,
      scope: expect.not.stringContaining('admin'),
    });
    expect(signedInPerson(decodeJwt(tokens.id_token))).toEqual({ email: 'mona@acme.example', name: 'Mona Lisa' });
  });

  it('publishes its keys where the authorizer looks for them', async () => {
    // The emulator has the pool under its own address; the issuer is Cognito's.
    const discoveryUrl = `${aws.endpoint}/${poolId()}/.well-known/openid-configuration`;
    const { keys } = await fetchIssuerKeys({ ...signIn, discoveryUrl });

    expect(keys).toEqual(expect.arrayContaining([expect.objectContaining({ kty: 'RSA', kid: expect.any(String) })]));
    expect((await (await fetch(discoveryUrl)).json()) as unknown).toMatchObject({ issuer: signIn.issuer });
  });

  it('gives nothing to who has caught a code', async () => {
    const code = await authorize(request(randomBytes(32).toString('base64url')));

    expect((await exchange(code, 'not the verifier, which the thief does not know')).status).toBe(400);
  });
});
