import { createHash, randomBytes } from 'node:crypto';

/**
 * `ocore_<26 characters of the key's id>_<64 hexadecimal digits><8 digits of checksum>`.
 * Source: docs/design/security-model.md, "API keys".
 */
const form = /^ocore_([0-7][0-9A-HJKMNP-TV-Z]{25})_([0-9a-f]{64})([0-9a-f]{8})$/;

const checksum = (id: string, secret: string): string =>
  createHash('sha256').update(`ocore/api-key/${id}/${secret}`).digest('hex').slice(0, 8);

/** The SHA-256 by which a key is found. The key itself is not stored. */
export const hashApiKey = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Makes the text of a new key.
 * @param ulid the key's id without its prefix
 * @param secret 256 random bits as 64 hexadecimal digits
 */
export const newApiKey = (ulid: string, secret = randomBytes(32).toString('hex')): string =>
  `ocore_${ulid}_${secret}${checksum(ulid, secret)}`;

/** Whether a text can be a key. A mistyped or invented key is refused without reading the table. */
export const isApiKey = (text: string): boolean => {
  const match = form.exec(text);
  return match?.[1] !== undefined && match[2] !== undefined && checksum(match[1], match[2]) === match[3];
};
