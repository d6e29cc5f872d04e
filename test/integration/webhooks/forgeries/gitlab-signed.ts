import { createHmac } from 'node:crypto';
import { gitlabSignedHeaders } from '#test/fixtures/other-providers.ts';
import type { Delivery } from '../delivery.ts';
import { type Scene, sideOf } from '../scene.ts';
import { bodyForgeries } from './bodies.ts';
import { type Forgery, fullWidth, signedWith, withHeader, withoutHeader } from './forgery.ts';
import { hookIdForgeries } from './hook-ids.ts';

const header = 'webhook-signature';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

const signature = (change: string, forge: (right: string, digest: string) => string): Forgery => [
  `signature: ${change}`,
  (scene) => withHeader(scene, header, (right) => forge(right, right.slice(3))),
];

const changed = (name: string, change: string, forge: (right: string) => string): Forgery => [
  `${name}: ${change}`,
  (scene) => withHeader(scene, name, forge),
];

/** Rightly signed, `seconds` away from now. */
const signedAt = (scene: Scene, seconds: number): Delivery => ({
  ...scene.valid(),
  headers: gitlabSignedHeaders('Push Hook', scene.body, scene.own.secret, Math.floor(Date.now() / 1000) + seconds),
});

/** Signed as `compute` says of the id, the time stamp and the body. */
const computed = (
  change: string,
  compute: (scene: Scene, id: string, timestamp: string, body: string) => string,
): Forgery => [
  `signature: ${change}`,
  (scene) => {
    const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '' } = scene.valid().headers;
    return withHeader(scene, header, () => compute(scene, id, timestamp, scene.body));
  },
];

const v1 = (key: string | Buffer, text: string, algorithm = 'sha256'): string =>
  `v1,${createHmac(algorithm, key).update(text).digest('base64')}`;

/** Rightly signed with an id or a time stamp that no delivery has. */
const signedFor = (change: string, id: string | undefined, timestampOf: (now: number) => string): Forgery => [
  `rightly signed: ${change}`,
  (scene) => {
    const valid = scene.valid();
    const one = id ?? valid.headers['webhook-id'] ?? '';
    const timestamp = timestampOf(Math.floor(Date.now() / 1000));
    const proof = v1(keyOf(scene.own.secret), `${one}.${timestamp}.${scene.body}`);
    const headers = { 'webhook-id': one, 'webhook-timestamp': timestamp, [header]: proof };
    return { ...valid, headers: { ...valid.headers, ...headers } };
  },
];

const keyed = (change: string, secretOf: (scene: Scene) => string): Forgery => [
  `secret: ${change}`,
  (scene) => signedWith(scene, secretOf(scene)),
];

/** Forgeries of a GitLab that signs. */
export const gitlabSignedForgeries: readonly Forgery[] = [
  ...hookIdForgeries,
  ...bodyForgeries,
  ['signature: absent', (scene) => withoutHeader(scene, header)],
  signature('empty', () => ''),
  signature('a blank', () => ' '),
  signature('no digest', () => 'v1,'),
  signature('without its version', (_right, digest) => digest),
  signature('of version v1a', (_right, digest) => `v1a,${digest}`),
  signature('of version v2', (_right, digest) => `v2,${digest}`),
  signature('of version V1', (_right, digest) => `V1,${digest}`),
  signature('an equals sign for the comma', (_right, digest) => `v1=${digest}`),
  signature('one character short', (right) => `${right.slice(0, -2)}=`),
  signature('without its padding', (right) => right.replace(/=$/, '')),
  signature('with padding twice', (right) => `${right}=`),
  signature('another spelling of its last character, of the same bytes', (right) => {
    const last = alphabet.indexOf(right.at(-2) ?? '');
    return `${right.slice(0, -2)}${alphabet[last + 1]}=`;
  }),
  signature(
    'its first character another',
    (_right, digest) => `v1,${digest.startsWith('A') ? 'B' : 'A'}${digest.slice(1)}`,
  ),
  signature('in lower case', (right) => right.toLowerCase()),
  signature('in capitals', (_right, digest) => `v1,${digest.toUpperCase()}`),
  signature('in hexadecimal', (_right, digest) => `v1,${Buffer.from(digest, 'base64').toString('hex')}`),
  signature('zeros', () => `v1,${'A'.repeat(43)}=`),
  signature('a full-width letter', (right) => fullWidth(right, 3)),
  signature('a zero-width space after it', (right) => `${right}\u200b`),
  signature('a line break after it', (right) => `${right}\n`),
  signature('a tab before it', (right) => `\t${right}`),
  signature('in quotes', (right) => `"${right}"`),
  signature('twice, joined as API Gateway does', (right) => `${right},${right}`),
  signature('twice, joined as Node does', (right) => `${right}, ${right}`),
  signature('wrong, then right', (right) => `v1,${'A'.repeat(43)}=,${right}`),
  computed('by SHA-1', ({ own }, id, at, body) => v1(keyOf(own.secret), `${id}.${at}.${body}`, 'sha1')),
  computed('by SHA-512', ({ own }, id, at, body) => v1(keyOf(own.secret), `${id}.${at}.${body}`, 'sha512')),
  computed('of the body alone', ({ own }, _id, _at, body) => v1(keyOf(own.secret), body)),
  computed('without the id', ({ own }, _id, at, body) => v1(keyOf(own.secret), `${at}.${body}`)),
  computed('without the time stamp', ({ own }, id, _at, body) => v1(keyOf(own.secret), `${id}.${body}`)),
  computed('without dots', ({ own }, id, at, body) => v1(keyOf(own.secret), `${id}${at}${body}`)),
  computed('with the text of the token as key', ({ own }, id, at, body) => v1(own.secret, `${id}.${at}.${body}`)),
  computed('with an empty key', (_scene, id, at, body) => v1('', `${id}.${at}.${body}`)),
  ['webhook-id: absent', (scene) => withoutHeader(scene, 'webhook-id')],
  changed('webhook-id', 'empty', () => ''),
  changed('webhook-id', 'another', () => '0b6ee1c0'),
  changed('webhook-id', 'in capitals', (id) => id.toUpperCase()),
  changed('webhook-id', 'a blank after it', (id) => `${id} `),
  changed('webhook-id', 'twice', (id) => `${id},${id}`),
  ['webhook-timestamp: absent', (scene) => withoutHeader(scene, 'webhook-timestamp')],
  changed('webhook-timestamp', 'empty', () => ''),
  changed('webhook-timestamp', 'a second later', (at) => String(Number(at) + 1)),
  changed('webhook-timestamp', 'a zero before it', (at) => `0${at}`),
  changed('webhook-timestamp', 'with a fraction', (at) => `${at}.0`),
  changed('webhook-timestamp', 'twice', (at) => `${at},${at}`),
  changed('webhook-timestamp', 'a blank before it', (at) => ` ${at}`),
  ['rightly signed: 301 s ago', (scene) => signedAt(scene, -301)],
  ['rightly signed: an hour ago', (scene) => signedAt(scene, -3600)],
  ['rightly signed: 310 s ahead', (scene) => signedAt(scene, 310)],
  ['rightly signed: a day ahead', (scene) => signedAt(scene, 86_400)],
  signedFor('in milliseconds', undefined, (now) => String(now * 1000)),
  signedFor('a time stamp in hexadecimal', undefined, (now) => `0x${now.toString(16)}`),
  signedFor('a negative time stamp', undefined, (now) => `-${now}`),
  signedFor('a time stamp that is no number', undefined, () => 'NaN'),
  signedFor('a time stamp in other digits', undefined, (now) => fullWidth(String(now))),
  signedFor('an empty id', '', String),
  // Id and time stamp could be cut elsewhere in what is signed.
  signedFor('an id with a dot', 'f5e5f430.1', String),
  signedFor('an id with a blank', 'f5e5 f430', String),
  keyed('of another project', ({ sibling }) => sibling.secret),
  keyed('of another organisation', ({ foreign }) => foreign.secret),
  keyed('of another provider', ({ elsewhere }) => elsewhere.secret),
  keyed(
    'of the next generation',
    ({ root, own }) => sideOf(root, { ...own.hook, generation: own.hook.generation + 1 }).secret,
  ),
  keyed(
    'the plain token of the same hook',
    ({ root, own }) => sideOf(root, { ...own.hook, proof: 'plain-token' }).secret,
  ),
  [
    'a plain token in place of the signature',
    (scene) => {
      const { secret } = sideOf(scene.root, { ...scene.own.hook, proof: 'plain-token' });
      return withoutHeader(scene, header, { 'x-gitlab-token': secret });
    },
  ],
  [
    'the signing token as a plain token',
    (scene) => withoutHeader(scene, header, { 'x-gitlab-token': scene.own.secret }),
  ],
];
