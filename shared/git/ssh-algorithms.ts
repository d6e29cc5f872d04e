import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';
import type { HostKeyType } from './host-keys.ts';

const signaturesBy: Readonly<Record<HostKeyType, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/**
 * The algorithms that oCore offers: no SHA-1, no compression (it would bypass the byte limit), no Diffie-Hellman groups
 * chosen by the server (they may be weak), and no slow ones.
 * @param hostKeyTypes the preferred one first
 */
export const offeredAlgorithms = (hostKeyTypes: readonly HostKeyType[]): Algorithms => ({
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
  serverHostKey: hostKeyTypes.flatMap((type) => signaturesBy[type]),
});
