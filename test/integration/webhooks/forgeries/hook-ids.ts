import { sideOf } from '../scene.ts';
import { type Forgery, fullWidth } from './forgery.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const inHookId = (change: string, forge: (id: string, sibling: string) => string): Forgery => [
  `hook id: ${change}`,
  (scene) => ({ ...scene.valid(), hookId: forge(scene.own.hookId, scene.sibling.hookId) }),
];

/** One bit of a byte flipped. Bytes as shared/secrets/hook-id.ts names them. */
const flipped = (what: string, byte: number, bit = 1): Forgery =>
  inHookId(`a bit of its ${what} flipped`, (id) => {
    const bytes = Buffer.from(id, 'base64url');
    bytes[byte] = (bytes[byte] ?? 0) ^ bit;
    return bytes.toString('base64url');
  });

const inPath = (change: string, forge: (provider: string) => string): Forgery => [
  `provider in the path: ${change}`,
  (scene) => ({ ...scene.valid(), provider: forge(scene.kind.provider) }),
];

/** Forgeries of the address. None of them costs an AWS call. */
export const hookIdForgeries: readonly Forgery[] = [
  ['hook id: of another project', (scene) => ({ ...scene.valid(), hookId: scene.sibling.hookId })],
  ['hook id: of another organisation', (scene) => ({ ...scene.valid(), hookId: scene.foreign.hookId })],
  ['hook id: of another provider', (scene) => ({ ...scene.valid(), hookId: scene.elsewhere.hookId })],
  [
    'hook id and provider in the path: of another provider',
    (scene) => ({ ...scene.valid(), hookId: scene.elsewhere.hookId, provider: scene.elsewhere.hook.provider }),
  ],
  [
    'hook id: of the next generation',
    (scene) => {
      const next = { ...scene.own.hook, generation: scene.own.hook.generation + 1 };
      return { ...scene.valid(), hookId: sideOf(scene.root, next).hookId };
    },
  ],
  [
    'hook id: of another proof',
    (scene) => {
      const { hook } = scene.own;
      const other = { ...hook, proof: hook.proof === 'plain-token' ? 'signing-token' : 'plain-token' } as const;
      return { ...scene.valid(), hookId: sideOf(scene.root, other).hookId };
    },
  ],
  ['hook id: absent', (scene) => ({ ...scene.valid(), hookId: undefined })],
  inHookId('empty', () => ''),
  inHookId('without its last character', (id) => id.slice(0, -1)),
  inHookId('without its first character', (id) => id.slice(1)),
  inHookId('with one character more', (id) => `${id}A`),
  inHookId('twice', (id) => id + id),
  inHookId('its first 57 bytes with the MAC of another', (id, sibling) => id.slice(0, 76) + sibling.slice(76)),
  inHookId('another’s first 57 bytes with its MAC', (id, sibling) => sibling.slice(0, 76) + id.slice(76)),
  inHookId('without its MAC', (id) => id.slice(0, 76)),
  inHookId('with a MAC of zeros', (id) => id.slice(0, 76) + 'A'.repeat(22)),
  inHookId('in base64 with padding', (id) => Buffer.from(id, 'base64url').toString('base64')),
  inHookId('in base64url with half of its padding', (id) => `${id}=`),
  inHookId('in hexadecimal', (id) => Buffer.from(id, 'base64url').toString('hex')),
  inHookId('another spelling of its last character, of the same bytes', (id) => {
    const last = alphabet.indexOf(id.at(-1) ?? '');
    return id.slice(0, -1) + alphabet[last + 1];
  }),
  inHookId('in lower case', (id) => id.toLowerCase()),
  inHookId('in upper case', (id) => id.toUpperCase()),
  inHookId('its characters behind the version reversed', (id) => id.slice(0, 4) + [...id.slice(4)].reverse().join('')),
  inHookId('a blank before it', (id) => ` ${id}`),
  inHookId('a blank after it', (id) => `${id} `),
  inHookId('a line break after it', (id) => `${id}\n`),
  inHookId('a null character after it', (id) => `${id}\0`),
  inHookId('a slash after it', (id) => `${id}/`),
  inHookId('percent-encoded', (id) => `%${id.charCodeAt(0).toString(16)}${id.slice(1)}`),
  inHookId('a Cyrillic letter that looks alike', (id) => `А${id.slice(1)}`),
  inHookId('a full-width letter', (id) => fullWidth(id)),
  inHookId('a zero-width space within', (id) => `${id.slice(0, 50)}\u200b${id.slice(50)}`),
  inHookId('its last character a blank, which decoders skip', (id) => `${id.slice(0, -1)} `),
  flipped('format', 0),
  flipped('cell', 1),
  flipped('provider', 3, 4),
  flipped('proof', 4, 4),
  flipped('organisation', 20),
  flipped('project', 36),
  flipped('connection', 52),
  flipped('generation', 56),
  flipped('MAC’s first byte', 57, 128),
  flipped('MAC’s last byte', 72),
  inPath('absent', () => ''),
  inPath('another’s', (name) => (name === 'github' ? 'gitlab' : 'github')),
  inPath('one that nobody knows', () => 'azure'),
  inPath('in capitals', (name) => name.toUpperCase()),
  inPath('a blank after it', (name) => `${name} `),
  inPath('a full-width letter', (name) => fullWidth(name)),
  inPath('__proto__', () => '__proto__'),
  inPath('constructor', () => 'constructor'),
];
