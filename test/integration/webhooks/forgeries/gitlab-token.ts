import { createHash, createHmac } from 'node:crypto';
import { gitlabSignedHeaders } from '#test/fixtures/other-providers.ts';
import { type Scene, sideOf } from '../scene.ts';
import { type Forgery, fullWidth, signedWith, withHeader, withoutHeader } from './forgery.ts';
import { hookIdForgeries } from './hook-ids.ts';

const header = 'x-gitlab-token';

const token = (change: string, forge: (right: string) => string): Forgery => [
  `token: ${change}`,
  (scene) => withHeader(scene, header, forge),
];

const of = (change: string, secretOf: (scene: Scene) => string): Forgery => [
  `token: of ${change}`,
  (scene) => signedWith(scene, secretOf(scene)),
];

const moved = (change: string, headersOf: (scene: Scene) => Record<string, string>): Forgery => [
  `token: ${change}`,
  (scene) => withoutHeader(scene, header, headersOf(scene)),
];

const signedHeaders = (scene: Scene, secret: string): Record<string, string> =>
  gitlabSignedHeaders('Push Hook', scene.body, secret, Math.floor(Date.now() / 1000));

/** Forgeries of a GitLab that proves by a plain token, which does not cover the body. */
export const gitlabTokenForgeries: readonly Forgery[] = [
  ...hookIdForgeries,
  ['token: absent', (scene) => withoutHeader(scene, header)],
  token('empty', () => ''),
  token('a blank', () => ' '),
  token('undefined as a text', () => 'undefined'),
  token('null as a text', () => 'null'),
  token('one character short', (right) => right.slice(0, -1)),
  token('without its first character', (right) => right.slice(1)),
  token('its first half', (right) => right.slice(0, 22)),
  token('one character too long', (right) => `${right}A`),
  token('its first character another', (right) => (right.startsWith('A') ? 'B' : 'A') + right.slice(1)),
  token('its last character another', (right) => right.slice(0, -1) + (right.endsWith('A') ? 'B' : 'A')),
  token('in lower case', (right) => right.toLowerCase()),
  token('in capitals', (right) => right.toUpperCase()),
  token('reversed', (right) => [...right].reverse().join('')),
  token('a blank before it', (right) => ` ${right}`),
  token('a blank after it', (right) => `${right} `),
  token('a tab after it', (right) => `${right}\t`),
  token('a line break after it', (right) => `${right}\n`),
  token('a null character after it', (right) => `${right}\0`),
  token('a zero-width space within', (right) => `${right.slice(0, 20)}\u200b${right.slice(20)}`),
  token('a byte order mark before it', (right) => `\ufeff${right}`),
  token('a letter accented', (right) => `${right}\u0301`),
  token('in quotes', (right) => `"${right}"`),
  token('twice, joined as API Gateway does', (right) => `${right},${right}`),
  token('twice, joined as Node does', (right) => `${right}, ${right}`),
  token('right, then wrong', (right) => `${right},guessed`),
  token('wrong, then right', (right) => `guessed,${right}`),
  token('with padding', (right) => `${right}=`),
  token('percent-encoded', (right) => `%${right.charCodeAt(0).toString(16)}${right.slice(1)}`),
  token('its bytes in hexadecimal', (right) => Buffer.from(right, 'base64url').toString('hex')),
  token('in base64', (right) => Buffer.from(right).toString('base64')),
  token('its SHA-256', (right) => createHash('sha256').update(right).digest('hex')),
  token('with a scheme', (right) => `Bearer ${right}`),
  token('as a signing token', (right) => `whsec_${right}`),
  token('a pattern', () => '*'),
  token('a hundred thousand characters', () => 'A'.repeat(100_000)),
  token('full-width', (right) => {
    const at = [...right].findIndex((one) => /[A-Za-z0-9]/.test(one));
    return fullWidth(right, at);
  }),
  of('another project', ({ sibling }) => sibling.secret),
  of('another organisation', ({ foreign }) => foreign.secret),
  of('another provider', ({ elsewhere }) => elsewhere.secret),
  of(
    'the next generation',
    ({ root, own }) => sideOf(root, { ...own.hook, generation: own.hook.generation + 1 }).secret,
  ),
  of('another proof', ({ root, own }) => sideOf(root, { ...own.hook, proof: 'signing-token' }).secret),
  of('nobody: the hook id', ({ own }) => own.hookId),
  moved('as a bearer token', ({ own }) => ({ authorization: `Bearer ${own.secret}` })),
  moved('as a private token of the API', ({ own }) => ({ 'private-token': own.secret })),
  moved('under a name like its own', ({ own }) => ({ 'x-gitlab-tokens': own.secret })),
  moved('an HMAC with it, as GitHub sends it', ({ own, body }) => ({
    'x-hub-signature-256': `sha256=${createHmac('sha256', own.secret).update(body).digest('hex')}`,
  })),
  moved('a signature with it in place of it', (scene) => signedHeaders(scene, scene.own.secret)),
  moved('a right signature with the signing token of the same hook', (scene) =>
    signedHeaders(scene, sideOf(scene.root, { ...scene.own.hook, proof: 'signing-token' }).secret),
  ),
];
