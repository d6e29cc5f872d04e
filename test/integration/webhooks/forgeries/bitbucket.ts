import { createHmac } from 'node:crypto';
import { bodyForgeries } from './bodies.ts';
import { type Forgery, withHeader, withoutHeader } from './forgery.ts';
import { hexSignatureForgeries } from './hex-signatures.ts';
import { hookIdForgeries } from './hook-ids.ts';

const header = 'x-hub-signature';
const digits = (secret: string, body: string, algorithm = 'sha256'): string =>
  createHmac(algorithm, secret).update(body).digest('hex');

/** Forgeries of Bitbucket's deliveries. */
export const bitbucketForgeries: readonly Forgery[] = [
  ...hookIdForgeries,
  ...bodyForgeries,
  ...hexSignatureForgeries(header, 'sha256='),
  [
    'signature: under the header of GitHub',
    (scene) =>
      withoutHeader(scene, header, { 'x-hub-signature-256': `sha256=${digits(scene.own.secret, scene.body)}` }),
  ],
  [
    'signature: by SHA-1, as GitHub sends it under this header',
    (scene) => withHeader(scene, header, () => `sha1=${digits(scene.own.secret, scene.body, 'sha1')}`),
  ],
  [
    'signature: by the algorithm that the header chooses',
    (scene) => withHeader(scene, header, () => `md5=${digits(scene.own.secret, scene.body, 'md5')}`),
  ],
  [
    'the UUID of the hook in place of a signature',
    (scene) => withHeader(scene, header, () => scene.valid().headers['x-hook-uuid'] ?? ''),
  ],
];
