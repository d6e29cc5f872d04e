import { createHash, createHmac, type Hmac } from 'node:crypto';
import { type Scene, sideOf } from '../scene.ts';
import { type Forgery, fullWidth, signedWith, withHeader, withoutHeader } from './forgery.ts';

const hmac = (scene: Scene, secret: string | Buffer = scene.own.secret, algorithm = 'sha256'): Hmac =>
  createHmac(algorithm, secret).update(scene.body);

const ofGeneration = (scene: Scene, step: number): string =>
  sideOf(scene.root, { ...scene.own.hook, generation: scene.own.hook.generation + step }).secret;

/**
 * Forgeries of a header that holds an HMAC in hexadecimal.
 * @param header where the provider sends it
 * @param prefix what stands before the digits
 */
export const hexSignatureForgeries = (header: string, prefix: '' | 'sha256='): readonly Forgery[] => {
  const start = prefix.length;
  const changed = (change: string, forge: (right: string, digits: string) => string): Forgery => [
    `signature: ${change}`,
    (scene) => withHeader(scene, header, (right) => forge(right, right.slice(start))),
  ];
  const computed = (change: string, compute: (scene: Scene) => string): Forgery => [
    `signature: ${change}`,
    (scene) => withHeader(scene, header, () => prefix + compute(scene)),
  ];
  const keyed = (change: string, secretOf: (scene: Scene) => string): Forgery => [
    `secret: ${change}`,
    (scene) => signedWith(scene, secretOf(scene)),
  ];
  const ofPrefix = [
    changed('no digits', () => prefix),
    changed('all in capitals', (right) => right.toUpperCase()),
    changed('a blank before its digits', (_right, digits) => `${prefix} ${digits}`),
    changed('without its prefix', (_right, digits) => digits),
  ];
  return [
    ...(prefix === '' ? [changed('with a prefix', (_right, digits) => `sha256=${digits}`)] : ofPrefix),
    ['signature: absent', (scene) => withoutHeader(scene, header)],
    changed('empty', () => ''),
    changed('a blank', () => ' '),
    changed('undefined as a text', () => `${prefix}undefined`),
    changed('one digit short', (right) => right.slice(0, -1)),
    changed('one digit too long', (right) => `${right}0`),
    changed('its first half', (right) => right.slice(0, start + 32)),
    changed('its digits in capitals', (_right, digits) => prefix + digits.toUpperCase()),
    changed('its digits reversed', (_right, digits) => prefix + [...digits].reverse().join('')),
    changed('zeros', () => prefix + '0'.repeat(64)),
    changed(
      'its first digit another',
      (_right, digits) => `${prefix}${digits[0] === '0' ? '1' : '0'}${digits.slice(1)}`,
    ),
    changed('its last digit another', (right) => right.slice(0, -1) + (right.endsWith('0') ? '1' : '0')),
    changed('a blank before it', (right) => ` ${right}`),
    changed('a blank after it', (right) => `${right} `),
    changed('a line break after it', (right) => `${right}\n`),
    changed('a null character after it', (right) => `${right}\0`),
    changed('a zero-width space after it', (right) => `${right}\u200b`),
    changed('a full-width digit', (right) => fullWidth(right, start)),
    changed('in quotes', (right) => `"${right}"`),
    changed('twice, joined as API Gateway does', (right) => `${right},${right}`),
    changed('twice, joined as Node does', (right) => `${right}, ${right}`),
    changed('right, then wrong', (right) => `${right},${prefix}${'0'.repeat(64)}`),
    changed('wrong, then right', (right) => `${prefix}${'0'.repeat(64)},${right}`),
    changed('under the name of SHA-1', (_right, digits) => `sha1=${digits}`),
    changed('under the name of SHA-512', (_right, digits) => `sha512=${digits}`),
    changed('under the name of no algorithm', (_right, digits) => `none=${digits}`),
    changed('with an equals sign more', (_right, digits) => `sha256==${digits}`),
    computed('by SHA-1', (scene) => hmac(scene, scene.own.secret, 'sha1').digest('hex')),
    computed('by MD5', (scene) => hmac(scene, scene.own.secret, 'md5').digest('hex')),
    computed('by SHA-512', (scene) => hmac(scene, scene.own.secret, 'sha512').digest('hex')),
    computed('by SHA-512, cut to length', (scene) =>
      hmac(scene, scene.own.secret, 'sha512').digest('hex').slice(0, 64),
    ),
    computed('by SHA3-256', (scene) => hmac(scene, scene.own.secret, 'sha3-256').digest('hex')),
    computed('in base64', (scene) => hmac(scene).digest('base64')),
    computed('in base64url', (scene) => hmac(scene).digest('base64url')),
    computed('a digest without a key', (scene) => createHash('sha256').update(scene.body).digest('hex')),
    computed('a digest of secret and body', (scene) =>
      createHash('sha256').update(scene.own.secret).update(scene.body).digest('hex'),
    ),
    computed('of the signature', (scene) =>
      createHmac('sha256', scene.own.secret).update(hmac(scene).digest()).digest('hex'),
    ),
    computed('with the bytes that the secret stands for', (scene) =>
      hmac(scene, Buffer.from(scene.own.secret, 'base64url')).digest('hex'),
    ),
    keyed('of another project', ({ sibling }) => sibling.secret),
    keyed('of another organisation', ({ foreign }) => foreign.secret),
    keyed('of another provider', ({ elsewhere }) => elsewhere.secret),
    keyed('of the next generation', (scene) => ofGeneration(scene, 1)),
    keyed('of another proof', ({ root, own }) => sideOf(root, { ...own.hook, proof: 'plain-token' }).secret),
    keyed('empty', () => ''),
    keyed('undefined as a text', () => 'undefined'),
    keyed('the hook id', ({ own }) => own.hookId),
    keyed('without its last character', ({ own }) => own.secret.slice(0, -1)),
    keyed('a line break after it', ({ own }) => `${own.secret}\n`),
    keyed('in lower case', ({ own }) => own.secret.toLowerCase()),
    ['signature: of the empty body', (scene) => signedWith(scene, scene.own.secret, '')],
    [
      'signature: of the body without blanks',
      (scene) => signedWith(scene, scene.own.secret, JSON.stringify(JSON.parse(scene.body))),
    ],
    [
      'the secret in place of the signature, as GitLab sends it',
      (scene) => withoutHeader(scene, header, { 'x-gitlab-token': scene.own.secret }),
    ],
    [
      'the secret as a bearer token',
      (scene) => withoutHeader(scene, header, { authorization: `Bearer ${scene.own.secret}` }),
    ],
  ];
};
