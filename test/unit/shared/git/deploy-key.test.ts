import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateDeployKey } from '#shared/git/deploy-key.ts';

// A reader of SSH's binary format of its own, so that a mistake of the writer is not repeated here.
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new Error('The text ends too early.');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  uint32(): number {
    return this.take(4).readUInt32BE();
  }

  string(): Buffer {
    return this.take(this.uint32());
  }

  rest(): Buffer {
    return this.take(this.#bytes.length - this.#at);
  }
}

const readPublicKey = (line: string) => {
  const [algorithm, base64, ...comment] = line.split(' ');
  const reader = new Reader(Buffer.from(base64 ?? '', 'base64'));
  return {
    algorithm,
    base64,
    comment: comment.join(' '),
    inner: reader.string().toString(),
    bytes: reader.string(),
    rest: reader.rest(),
  };
};

// PROTOCOL.key of OpenSSH.
const readPrivateKey = (pem: string) => {
  const lines = pem.split('\n');
  const reader = new Reader(Buffer.from(lines.slice(1, -2).join(''), 'base64'));
  const head = {
    magic: reader.take(15).toString('latin1'),
    cipher: reader.string().toString(),
    kdf: reader.string().toString(),
    kdfOptions: reader.string(),
    keys: reader.uint32(),
    publicBlob: reader.string(),
  };
  const secret = reader.string();
  const inner = new Reader(secret);
  return {
    ...head,
    lines,
    rest: reader.rest(),
    secretLength: secret.length,
    checks: [inner.uint32(), inner.uint32()],
    algorithm: inner.string().toString(),
    publicBytes: inner.string(),
    privateBytes: inner.string(),
    comment: inner.string().toString(),
    padding: inner.rest(),
  };
};

const keyObjectOf = (seed: Buffer, publicBytes: Buffer): KeyObject =>
  createPrivateKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', d: seed.toString('base64url'), x: publicBytes.toString('base64url') },
  });

const comment = 'ocore prj_01J00000000000000000000000';

describe('generateDeployKey', () => {
  it('writes the public half as one line of algorithm, base64 and comment', () => {
    const { publicKey } = generateDeployKey(comment);

    const read = readPublicKey(publicKey);

    expect(publicKey).not.toContain('\n');
    expect(read).toMatchObject({ algorithm: 'ssh-ed25519', inner: 'ssh-ed25519', comment });
    expect(read.bytes.length).toBe(32);
    expect(read.rest.length).toBe(0);
    expect(read.base64).toMatch(/^AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}$/);
  });

  it('writes the private half as an unencrypted openssh-key-v1', () => {
    const { privateKey, publicKey } = generateDeployKey(comment);

    const read = readPrivateKey(privateKey);

    expect(read).toMatchObject({ magic: 'openssh-key-v1\0', cipher: 'none', kdf: 'none', keys: 1 });
    expect(read.kdfOptions.length).toBe(0);
    expect(read.rest.length).toBe(0);
    expect(read.publicBlob.toString('base64')).toBe(readPublicKey(publicKey).base64);
    expect(read.algorithm).toBe('ssh-ed25519');
    expect(read.comment).toBe(comment);
  });

  it('frames it in lines of 70 characters and ends with a line break', () => {
    const { lines } = readPrivateKey(generateDeployKey(comment).privateKey);

    expect(lines[0]).toBe('-----BEGIN OPENSSH PRIVATE KEY-----');
    expect(lines.at(-2)).toBe('-----END OPENSSH PRIVATE KEY-----');
    expect(lines.at(-1)).toBe('');
    expect(lines.slice(1, -3).every((line) => line.length === 70)).toBe(true);
    expect(lines.at(-3)?.length).toBeLessThanOrEqual(70);
  });

  it('repeats the same check number, which differs between keys', () => {
    const checks = Array.from({ length: 8 }, () => readPrivateKey(generateDeployKey(comment).privateKey).checks);

    expect(checks.every(([one, other]) => one === other)).toBe(true);
    expect(new Set(checks.map(([one]) => one)).size).toBeGreaterThan(1);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    'pads the secret part to blocks of 8 with 1, 2, 3 … (comment of %i)',
    (length) => {
      const read = readPrivateKey(generateDeployKey('c'.repeat(length)).privateKey);

      expect(read.secretLength % 8).toBe(0);
      expect(read.padding.length).toBeLessThan(8);
      expect([...read.padding]).toEqual(Array.from({ length: read.padding.length }, (_, index) => index + 1));
    },
  );

  it('puts the public half behind the seed, as OpenSSH does', () => {
    const { publicKey, privateKey } = generateDeployKey(comment);
    const read = readPrivateKey(privateKey);

    expect(read.privateBytes.length).toBe(64);
    expect(read.privateBytes.subarray(32)).toEqual(read.publicBytes);
    expect(read.publicBytes).toEqual(readPublicKey(publicKey).bytes);
  });

  it('makes two halves of one key: what the private half signs, the public half verifies', () => {
    const { publicKey, privateKey } = generateDeployKey(comment);
    const read = readPrivateKey(privateKey);
    const secretHalf = keyObjectOf(read.privateBytes.subarray(0, 32), read.publicBytes);
    const publicHalf = createPublicKey({
      format: 'jwk',
      key: { kty: 'OKP', crv: 'Ed25519', x: readPublicKey(publicKey).bytes.toString('base64url') },
    });

    const signature = sign(null, Buffer.from('challenge'), secretHalf);

    expect(verify(null, Buffer.from('challenge'), publicHalf, signature)).toBe(true);
    expect(verify(null, Buffer.from('another'), publicHalf, signature)).toBe(false);
  });

  it('holds a public half that the seed alone gives', () => {
    const read = readPrivateKey(generateDeployKey(comment).privateKey);
    // PKCS#8 of an ed25519 seed (RFC 8410 §7): node derives the public half from it by itself.
    const pkcs8 = Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      read.privateBytes.subarray(0, 32),
    ]);

    const derived = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));

    expect(derived.export({ format: 'jwk' }).x).toBe(read.publicBytes.toString('base64url'));
  });

  it('prints the fingerprint as ssh-keygen does: SHA-256 of the blob in base64 without padding', () => {
    const { publicKey, fingerprint } = generateDeployKey(comment);
    const blob = Buffer.from(readPublicKey(publicKey).base64 ?? '', 'base64');

    expect(fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    expect(Buffer.from(fingerprint.slice(7), 'base64')).toEqual(createHash('sha256').update(blob).digest());
  });

  it('never makes the same key twice', () => {
    const made = Array.from({ length: 50 }, () => generateDeployKey(comment));

    expect(new Set(made.map((one) => one.publicKey)).size).toBe(50);
    expect(new Set(made.map((one) => one.privateKey)).size).toBe(50);
  });
});
