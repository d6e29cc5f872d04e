import { createHmac } from 'node:crypto';
import { gitlabSignedHeaders } from '#test/fixtures/other-providers.ts';
import type { KindName, Scene } from '../scene.ts';
import { type Forgery, signedWith, withHeader, withoutHeader } from './forgery.ts';

const inBase64: Forgery = [
  'in base64, as API Gateway hands on what is no text',
  (scene) => ({ ...scene.valid(), body: Buffer.from(scene.body).toString('base64'), isBase64Encoded: true }),
];

/** What every provider may send: as it is, in base64, with a charset and with headers that prove nothing. */
const everywhere: readonly Forgery[] = [
  ['as it is', (scene) => scene.valid()],
  inBase64,
  ['with a charset', (scene) => withHeader(scene, 'content-type', (type) => `${type}; charset=utf-8`)],
  [
    'with headers of others and no meaning',
    (scene) => ({
      ...scene.valid(),
      headers: { ...scene.valid().headers, 'x-forwarded-for': '192.0.2.9', cookie: 'a=b' },
    }),
  ],
];

const signedAt =
  (seconds: number) =>
  (scene: Scene): Record<string, string> =>
    gitlabSignedHeaders('Push Hook', scene.body, scene.own.secret, Math.floor(Date.now() / 1000) + seconds);

const withList = (scene: Scene, list: (right: string) => string): ReturnType<Scene['valid']> =>
  withHeader(scene, 'webhook-signature', list);

/** Authentic deliveries in every form that the forgeries are made from, so that none is refused for its form. */
export const controls: Readonly<Record<KindName, readonly Forgery[]>> = {
  github: [
    ...everywhere,
    [
      'as a form, signed over the form',
      (scene) => {
        const body = `payload=${encodeURIComponent(scene.body)}`;
        const headers = {
          ...scene.kind.sign(body, scene.own.secret),
          'content-type': 'application/x-www-form-urlencoded',
        };
        return { ...scene.valid(), body, headers };
      },
    ],
    ['with a wrong SHA-1 beside it', (scene) => withHeader(scene, 'x-hub-signature', () => 'sha1=0')],
  ],
  'gitlab-signed': [
    ...everywhere,
    ['signed 295 s ago', (scene) => ({ ...scene.valid(), headers: signedAt(-295)(scene) })],
    ['signed 295 s ahead', (scene) => ({ ...scene.valid(), headers: signedAt(295)(scene) })],
    [
      'with a signature of another token before it',
      (scene) => withList(scene, (right) => `v1,${'A'.repeat(43)}= ${right}`),
    ],
    ['with a signature of another version behind it', (scene) => withList(scene, (right) => `${right} v1a,AAAA`)],
    ['with a wrong plain token beside it', (scene) => withHeader(scene, 'x-gitlab-token', () => 'guessed')],
  ],
  'gitlab-token': [
    ...everywhere,
    ['without the ids of later releases', (scene) => withoutHeader(scene, 'webhook-id')],
    ['with a wrong signature beside it', (scene) => withList(scene, () => `v1,${'A'.repeat(43)}=`)],
  ],
  bitbucket: [
    ...everywhere,
    [
      'with a wrong signature of GitHub’s beside it',
      (scene) => withHeader(scene, 'x-hub-signature-256', () => 'sha256=0'),
    ],
  ],
  gitea: [
    ...everywhere,
    ['without GitHub’s headers', (scene) => withoutHeader(scene, 'x-hub-signature-256')],
    [
      'signed under the header of Forgejo alone',
      (scene) =>
        withoutHeader({ ...scene, valid: () => signedWith(scene, scene.own.secret) }, 'x-gitea-signature', {
          'x-forgejo-signature': createHmac('sha256', scene.own.secret).update(scene.body).digest('hex'),
        }),
    ],
  ],
};
