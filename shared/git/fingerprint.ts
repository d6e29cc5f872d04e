import { createHash } from 'node:crypto';

/** `SHA256:` and base64 without padding, as `ssh-keygen -l` prints it. @param blob a public key in SSH's wire format */
export const fingerprintOf = (blob: Uint8Array): string =>
  `SHA256:${createHash('sha256')
    .update(blob)
    .digest('base64')
    .replace(/={1,2}$/, '')}`;
