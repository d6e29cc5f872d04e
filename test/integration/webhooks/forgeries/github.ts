import { createHmac } from 'node:crypto';
import { bodyForgeries } from './bodies.ts';
import { type Forgery, signedWith, withoutHeader } from './forgery.ts';
import { hexSignatureForgeries } from './hex-signatures.ts';
import { hookIdForgeries } from './hook-ids.ts';

const header = 'x-hub-signature-256';
const form = 'application/x-www-form-urlencoded';
const digits = (secret: string, body: string, algorithm = 'sha256'): string =>
  createHmac(algorithm, secret).update(body).digest('hex');

/** Forgeries of GitHub's deliveries. */
export const githubForgeries: readonly Forgery[] = [
  ...hookIdForgeries,
  ...bodyForgeries,
  ...hexSignatureForgeries(header, 'sha256='),
  [
    'signature: SHA-1 alone, under its own header',
    (scene) =>
      withoutHeader(scene, header, { 'x-hub-signature': `sha1=${digits(scene.own.secret, scene.body, 'sha1')}` }),
  ],
  [
    'signature: SHA-256 under the header of SHA-1, as Bitbucket sends it',
    (scene) => withoutHeader(scene, header, { 'x-hub-signature': `sha256=${digits(scene.own.secret, scene.body)}` }),
  ],
  [
    'signature: under the header of Gitea',
    (scene) => withoutHeader(scene, header, { 'x-gitea-signature': digits(scene.own.secret, scene.body) }),
  ],
  [
    'form: the JSON within is signed, not the form',
    (scene) => {
      const valid = scene.valid();
      const body = `payload=${encodeURIComponent(scene.body)}`;
      return { ...valid, body, headers: { ...valid.headers, 'content-type': form } };
    },
  ],
  [
    'form: a further field behind the signed ones',
    (scene) => {
      const body = `payload=${encodeURIComponent(scene.body)}`;
      const signed = signedWith(scene, scene.own.secret, body);
      return { ...signed, body: `${body}&payload={}`, headers: { ...signed.headers, 'content-type': form } };
    },
  ],
  [
    'form: its blanks as plus signs',
    (scene) => {
      const body = `payload=${encodeURIComponent(scene.body)}`;
      const signed = signedWith(scene, scene.own.secret, body);
      const headers = { ...signed.headers, 'content-type': form };
      return { ...signed, body: body.replaceAll('%20', '+'), headers };
    },
  ],
  [
    'a body signed for the form, sent as JSON',
    (scene) => signedWith(scene, scene.own.secret, `payload=${encodeURIComponent(scene.body)}`),
  ],
];
