import { createPrivateKey, sign } from 'node:crypto';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Makes the JWT with which a GitHub App requests an installation token. It is valid from one minute ago, because clocks
 * differ, until nine minutes from now. `@octokit/auth-app` is not used: it caches tokens per process by installation id
 * alone, so two organisations that name the same installation would share one token.
 * @param privateKey PEM, in PKCS#1 (as GitHub issues it) or PKCS#8; line breaks may be written as \n
 * @throws Error of node:crypto if the key cannot be read
 */
export const appJwt = (appId: string, privateKey: string, now: number = Date.now()): string => {
  const key = createPrivateKey(privateKey.replaceAll('\\n', '\n'));
  if (key.asymmetricKeyType !== 'rsa') throw new Error('It is not an RSA key.');
  const seconds = Math.floor(now / 1000);
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: seconds - 60, exp: seconds + 540, iss: appId })}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
};
