import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import { parseHostKey, pinnedHostKeys } from '#shared/git/host-keys.ts';

// The table of docs/design/providers.md, "SSH host keys", as the providers publish it.
const published = {
  'github.com': {
    'ssh-ed25519': 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU',
    'ecdsa-sha2-nistp256': 'SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM',
    'ssh-rsa': 'SHA256:uNiVztksCsDhcc0u9e8BujQXVUpKZIDTMczCvj3tD2s',
  },
  'gitlab.com': {
    'ssh-ed25519': 'SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8',
    'ecdsa-sha2-nistp256': 'SHA256:HbW3g8zUjNSksFbqTiUWPWg2Bq1x8xdGUrliXFzSnUw',
    'ssh-rsa': 'SHA256:ROQFvPThGrW4RuWLoL9tq9I9zJ42fK4XywyRtbOz/EQ',
  },
  'bitbucket.org': {
    'ssh-ed25519': 'SHA256:ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM',
    'ecdsa-sha2-nistp256': 'SHA256:FC73VB6C4OQLSCrjEayhMp9UMxS97caD/Yyi2bhW/J0',
    'ssh-rsa': 'SHA256:46OSHA1Rmj8E8ERTC6xkNcmGOw9oFxYr0WF6zWW8l1E',
  },
} as const;

describe('pinnedHostKeys', () => {
  it.each(Object.entries(published))('has exactly the keys that %s publishes', (host, fingerprints) => {
    const keys = pinnedHostKeys(host);

    expect(Object.fromEntries(keys.map((key) => [key.type, key.fingerprint]))).toEqual(fingerprints);
    expect(keys).toHaveLength(3);
  });

  it.each(Object.keys(published))('prefers ed25519 for %s', (host) => {
    expect(pinnedHostKeys(host)[0]?.type).toBe('ssh-ed25519');
  });

  it.each(['gist.github.com', 'GITHUB.COM', 'evil.example', '', '__proto__'])('has none for %j', (host) => {
    expect(pinnedHostKeys(host)).toEqual([]);
  });
});

const field = (value: string | Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(value));
  return Buffer.concat([length, Buffer.from(value)]);
};
const keyLine = (type: string, ...fields: readonly (string | Buffer)[]): string =>
  `${type} ${Buffer.concat(fields.map(field)).toString('base64')}`;

const integer = (base64url: string | undefined): Buffer => {
  const bytes = Buffer.from(base64url ?? '', 'base64url');
  return (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
};
const rsaLine = (modulusLength: number): string => {
  const jwk = generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });
  return keyLine('ssh-rsa', 'ssh-rsa', integer(jwk.e), integer(jwk.n));
};
const ecdsaLine = (namedCurve: string, name: string): string => {
  const jwk = generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([
    Buffer.from([4]),
    Buffer.from(jwk.x ?? '', 'base64url'),
    Buffer.from(jwk.y ?? '', 'base64url'),
  ]);
  return keyLine(`ecdsa-sha2-${name}`, `ecdsa-sha2-${name}`, name, point);
};

const { publicKey, fingerprint } = generateDeployKey('comment');
const plain = publicKey.split(' ').slice(0, 2).join(' ');
const point = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 7)]);
const modulus = Buffer.concat([Buffer.from([0]), Buffer.alloc(256, 0xff)]);
const exponent = Buffer.from([1, 0, 1]);

describe('parseHostKey', () => {
  it.each([
    ['without a host', plain, null],
    ['with a comment', `${plain} root@git`, null],
    ['with a comment of several words', `${plain} the key of our server`, null],
    ['with a line break at its end', `${plain}\n`, null],
    ['with a host', `git.acme.example ${plain}`, 'git.acme.example'],
    ['with a host and a port', `[git.acme.example]:7999 ${plain}`, '[git.acme.example]:7999'],
    ['with a host and its address', `git.acme.example,192.0.2.7 ${plain}`, 'git.acme.example,192.0.2.7'],
    ['with an IPv6 address', `[2001:db8::7]:2222 ${plain}`, '[2001:db8::7]:2222'],
    ['with a host and a comment', `git.acme.example ${plain} root@git`, 'git.acme.example'],
  ])('reads a line %s', (_what, line, host) => {
    expect(parseHostKey(line)).toEqual({ host, type: 'ssh-ed25519', publicKey: plain, fingerprint });
  });

  it.each([
    ['ecdsa-sha2-nistp256', ecdsaLine('P-256', 'nistp256')],
    ['ecdsa-sha2-nistp384', ecdsaLine('P-384', 'nistp384')],
    ['ecdsa-sha2-nistp521', ecdsaLine('P-521', 'nistp521')],
    ['ssh-rsa', rsaLine(2048)],
    ['ssh-rsa', rsaLine(3072)],
  ])('reads a key of type %s', (type, line) => {
    expect(parseHostKey(line)).toMatchObject({ type, publicKey: line });
  });

  it.each([
    ['nothing', ''],
    ['a key without its type', plain.split(' ')[1] ?? ''],
    ['a type without its key', 'ssh-ed25519'],
    ['two lines', `${plain}\n${plain}`],
    ['two blanks', plain.replace(' ', '  ')],
    ['a tab', plain.replace(' ', '\t')],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['a fingerprint', fingerprint],
    ['an option before the key', `command="id" ${plain}`],
    ['a marker', `@revoked git.acme.example ${plain}`],
    ['a certificate authority', `@cert-authority *.acme.example ${plain}`],
    ['a hashed host', `|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ${plain}`],
    ['a pattern', `*.acme.example ${plain}`],
    ['an excluded host', `!git.acme.example ${plain}`],
    ['a comment line', `# ${plain}`],
    ['control characters in the comment', `${plain} a\u0007b`],
    ['another type than the key has', plain.replace('ssh-ed25519', 'ssh-rsa')],
    ['a type that is no key', plain.replace('ssh-ed25519', '__proto__')],
    ['DSA', keyLine('ssh-dss', 'ssh-dss', exponent, exponent, exponent, exponent)],
    ['a hardware key', keyLine('sk-ssh-ed25519@openssh.com', 'sk-ssh-ed25519@openssh.com', Buffer.alloc(32), 'ssh:')],
    ['URL-safe base64', `ssh-ed25519 ${(plain.split(' ')[1] ?? '').slice(0, -2)}_-`],
    ['bytes behind the key', keyLine('ssh-ed25519', 'ssh-ed25519', Buffer.alloc(32), '')],
    ['half a field behind the key', `${plain}AAA=`],
    ['a short ed25519 key', keyLine('ssh-ed25519', 'ssh-ed25519', Buffer.alloc(31))],
    ['a long ed25519 key', keyLine('ssh-ed25519', 'ssh-ed25519', Buffer.alloc(33))],
    ['a length that leads out of the key', `ssh-ed25519 ${Buffer.from([0xff, 0xff, 0xff, 0xff]).toString('base64')}`],
    ['another curve', keyLine('ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp256', 'nistp384', point)],
    ['a curve that is none', keyLine('ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp256', 'constructor', point)],
    ['a compressed point', keyLine('ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp256', 'nistp256', Buffer.alloc(33, 2))],
    ['RSA of 1,024 bits', rsaLine(1024)],
    ['RSA of 2,047 bits', keyLine('ssh-rsa', 'ssh-rsa', exponent, Buffer.alloc(256, 0x7f))],
    ['RSA with zeros before it', keyLine('ssh-rsa', 'ssh-rsa', exponent, Buffer.concat([Buffer.alloc(1), modulus]))],
    ['negative RSA', keyLine('ssh-rsa', 'ssh-rsa', exponent, Buffer.alloc(256, 0xff))],
    ['RSA with exponent 1', keyLine('ssh-rsa', 'ssh-rsa', Buffer.from([1]), modulus)],
    ['RSA without an exponent', keyLine('ssh-rsa', 'ssh-rsa', '', modulus)],
    ['endless RSA', keyLine('ssh-rsa', 'ssh-rsa', exponent, Buffer.alloc(2500, 0x7f))],
    ['a host of 1,000 characters', `${'h'.repeat(1000)} ${plain}`],
  ])('refuses %s', (_what, line) => {
    expect(parseHostKey(line)).toBeNull();
  });

  it('gives any text an answer, and takes no other base64 for the key than its one spelling', () => {
    fc.assert(
      fc.property(fc.nat(plain.length - 1), fc.string({ maxLength: 3 }), (at, change) => {
        const changed = plain.slice(0, at) + change + plain.slice(at + 1);
        const parsed = parseHostKey(changed);

        if (parsed?.fingerprint === fingerprint) expect(parsed.publicKey).toBe(plain);
        else if (parsed !== null) expect(changed).toContain(parsed.publicKey);
      }),
      { numRuns: 2000 },
    );
  });
});

it('parseHostKey takes no base64 whose last character has spare bits set: it would be a second spelling', () => {
  const [key] = pinnedHostKeys('github.com').filter(({ type }) => type.startsWith('ecdsa'));
  const [type = '', base64 = ''] = key?.publicKey.split(' ') ?? [];
  const respelt = base64.replace(/(.)=$/, (_all, last: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}=`);

  expect(parseHostKey(`${type} ${base64}`)).not.toBeNull();
  expect(Buffer.from(respelt, 'base64')).toEqual(Buffer.from(base64, 'base64'));
  expect(parseHostKey(`${type} ${respelt}`)).toBeNull();
});
