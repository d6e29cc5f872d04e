import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { appJwt } from '#shared/providers/github/app-jwt.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const now = Date.parse('2026-11-25T10:00:00.999Z');

const claims = (jwt: string): unknown => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

describe('the token of a GitHub App', () => {
  test.each([
    ['PKCS#1, as GitHub hands it out', pkcs1],
    ['PKCS#8', pkcs8],
    ['PKCS#1 with \\n for line breaks', pkcs1.replaceAll('\n', '\\n')],
    ['PKCS#1 with CRLF', pkcs1.replaceAll('\n', '\r\n')],
  ])('is signed by a key in %s', (_, key) => {
    const [head, body, signature = ''] = appJwt('12345', key, now).split('.');

    const isSigned = verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      createPublicKey(privateKey),
      Buffer.from(signature, 'base64url'),
    );

    expect(isSigned).toBe(true);
  });

  test('names the App, begins a minute ago and lasts less than the ten minutes that GitHub allows', () => {
    const seconds = Date.parse('2026-11-25T10:00:00Z') / 1000;

    expect(claims(appJwt('12345', pkcs1, now))).toEqual({ iss: '12345', iat: seconds - 60, exp: seconds + 540 });
  });

  test.each([
    ['is no PEM', 'secret'],
    ['is only the first line', '-----BEGIN RSA PRIVATE KEY-----'],
    ['is a public key', createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()],
    ['is no RSA key', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ])('is not made with a text that %s', (_, key) => {
    expect(() => appJwt('12345', key, now)).toThrow();
  });
});
