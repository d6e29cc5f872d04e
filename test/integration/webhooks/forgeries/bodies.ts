import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Delivery } from '../delivery.ts';
import type { Scene } from '../scene.ts';
import type { Forgery } from './forgery.ts';

const inBody = (change: string, forge: (body: string) => string | undefined): Forgery => [
  `body: ${change}`,
  (scene) => ({ ...scene.valid(), body: forge(scene.body) }),
];

const inBytes = (scene: Scene, bytes: Buffer, headers: Readonly<Record<string, string>> = {}): Delivery => {
  const valid = scene.valid();
  return {
    ...valid,
    headers: { ...valid.headers, ...headers },
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  };
};

const bytesOf = (text: string): number[] => [...Buffer.from(text)];

/** Forgeries of a body that is signed: whatever is not the same bytes is another body. */
export const bodyForgeries: readonly Forgery[] = [
  inBody('absent', () => undefined),
  inBody('empty', () => ''),
  inBody('its first character removed', (body) => body.slice(1)),
  inBody('its last character removed', (body) => body.slice(0, -1)),
  inBody('a line break after it', (body) => `${body}\n`),
  inBody('a blank before it', (body) => ` ${body}`),
  inBody('a null character after it', (body) => `${body}\0`),
  inBody('a byte order mark before it', (body) => `\ufeff${body}`),
  inBody('CRLF in place of LF', (body) => body.replaceAll('\n', '\r\n')),
  inBody('its first line break a CR', (body) => body.replace('\n', '\r')),
  inBody('written anew without blanks', (body) => JSON.stringify(JSON.parse(body))),
  inBody('written anew with tabs', (body) => JSON.stringify(JSON.parse(body), null, '\t')),
  inBody('its keys in another order', (body) => {
    const entries = Object.entries(JSON.parse(body) as object);
    return JSON.stringify(Object.fromEntries(entries.reverse()), null, 2);
  }),
  inBody('a character as its escape', (body) => body.replace('é', '\\u00e9')),
  inBody('a character taken apart (NFD)', (body) => body.replace('é', 'e\u0301')),
  inBody('a key in capitals', (body) => body.replace('"note"', '"NOTE"')),
  inBody('a key given twice', (body) => body.replace('{', '{"note": "café → Ω",')),
  inBody('another branch', (body) => body.replace('staging', 'stagins')),
  inBody('another commit', (body) => body.replace(/[0-9a-f]{40}/, 'c'.repeat(40))),
  inBody('twice', (body) => body + body),
  inBody('as a form', (body) => `payload=${encodeURIComponent(body)}`),
  inBody('as a text in JSON', (body) => JSON.stringify(body)),
  inBody('in base64 without the flag', (body) => Buffer.from(body).toString('base64')),
  ['body: the flag of base64 set on a text', (scene) => ({ ...scene.valid(), isBase64Encoded: true })],
  ['body: in base64 twice', (scene) => inBytes(scene, Buffer.from(Buffer.from(scene.body).toString('base64')))],
  ['body: in base64, one byte short', (scene) => inBytes(scene, Buffer.from(scene.body).subarray(0, -1))],
  [
    'body: in base64, one bit flipped',
    (scene) => inBytes(scene, Buffer.from(bytesOf(scene.body).map((byte, at) => (at === 100 ? byte ^ 1 : byte)))),
  ],
  ['body: in Latin-1', (scene) => inBytes(scene, Buffer.from(scene.body, 'latin1'))],
  ['body: in UTF-16', (scene) => inBytes(scene, Buffer.from(scene.body, 'utf16le'))],
  [
    'body: compressed by gzip, and said so',
    (scene) => inBytes(scene, gzipSync(scene.body), { 'content-encoding': 'gzip' }),
  ],
  [
    'body: compressed by deflate, and said so',
    (scene) => inBytes(scene, deflateSync(scene.body), { 'content-encoding': 'deflate' }),
  ],
  [
    'body: compressed by brotli, and said so',
    (scene) => inBytes(scene, brotliCompressSync(scene.body), { 'content-encoding': 'br' }),
  ],
];
