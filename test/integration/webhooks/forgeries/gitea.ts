import { createHmac } from 'node:crypto';
import { bodyForgeries } from './bodies.ts';
import { type Forgery, withHeader, withoutHeader } from './forgery.ts';
import { hexSignatureForgeries } from './hex-signatures.ts';
import { hookIdForgeries } from './hook-ids.ts';

const header = 'x-gitea-signature';
const digits = (secret: string, body: string): string => createHmac('sha256', secret).update(body).digest('hex');

/** Forgeries of Gitea's and Forgejo's deliveries. The valid ones carry GitHub's right signature too. */
export const giteaForgeries: readonly Forgery[] = [
  ...hookIdForgeries,
  ...bodyForgeries,
  ...hexSignatureForgeries(header, ''),
  [
    'signature: right under the header of Forgejo, empty under that of Gitea',
    (scene) => ({
      ...withHeader(scene, header, () => ''),
      headers: { ...scene.valid().headers, [header]: '', 'x-forgejo-signature': digits(scene.own.secret, scene.body) },
    }),
  ],
  [
    'signature: wrong under the header of Forgejo, absent under that of Gitea',
    (scene) => withoutHeader(scene, header, { 'x-forgejo-signature': digits('guessed', scene.body) }),
  ],
  [
    'signature: under the header of Gogs',
    (scene) => withoutHeader(scene, header, { 'x-gogs-signature': digits(scene.own.secret, scene.body) }),
  ],
];
