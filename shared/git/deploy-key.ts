import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { fingerprintOf } from './fingerprint.ts';

/** A key pair in OpenSSH formats. The private key is stored only in Secrets Manager. */
export type DeployKeyPair = { readonly publicKey: string; readonly privateKey: string; readonly fingerprint: string };

const algorithm = 'ssh-ed25519';

const field = (value: string | Buffer): Buffer => {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/**
 * Makes an ed25519 key pair. The private key is in the format `openssh-key-v1`, because ssh refuses Node's PKCS#8; the
 * final line break is part of the format. The fingerprint is `SHA256:` and base64 without padding, as `ssh-keygen -l`
 * prints it.
 * @param comment printed after the public key, ASCII
 * Source: docs/design/providers.md, "OpenSSH key files"; PROTOCOL.key of OpenSSH.
 */
export const generateDeployKey = (comment: string): DeployKeyPair => {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const publicBytes = Buffer.from(jwk.x ?? '', 'base64url');
  const seed = Buffer.from(jwk.d ?? '', 'base64url');
  const blob = Buffer.concat([field(algorithm), field(publicBytes)]);
  const check = randomBytes(4);
  const plain = Buffer.concat([
    check,
    check,
    field(algorithm),
    field(publicBytes),
    field(Buffer.concat([seed, publicBytes])),
    field(comment),
  ]);
  const padding = Buffer.from(Array.from({ length: (8 - (plain.length % 8)) % 8 }, (_, index) => index + 1));
  const one = Buffer.alloc(4);
  one.writeUInt32BE(1);
  const container = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'),
    field('none'),
    field(''),
    one,
    field(blob),
    field(Buffer.concat([plain, padding])),
  ]).toString('base64');
  const lines = container.match(/.{1,70}/g) ?? [];
  return {
    publicKey: `${algorithm} ${blob.toString('base64')} ${comment}`,
    privateKey: ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n'),
    fingerprint: fingerprintOf(blob),
  };
};
