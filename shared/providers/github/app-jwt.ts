import { createPrivateKey, sign } from 'node:crypto';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * The token with which a GitHub App asks for one of an installation; valid for nine minutes, and a minute ago, since clocks
 * differ. `@octokit/auth-app` would make it too, but it keeps what it asks for in one map of the process by installation
 * id alone, so that two organisations that name the same installation at the same time would share one token.
 * @param privateKey PEM, PKCS#1 as GitHub hands it out or PKCS#8; line breaks may be written as \n
 * @throws Error of node:crypto where the key cannot be read
 */
export const appJwt = (appId: string, privateKey: string, now: number = Date.now()): string => {
  const key = createPrivateKey(privateKey.replaceAll('\\n', '\n'));
  if (key.asymmetricKeyType !== 'rsa') throw new Error('It is not an RSA key.');
  const seconds = Math.floor(now / 1000);
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: seconds - 60, exp: seconds + 540, iss: appId })}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
};
