/**
 * Replaces `bcrypt-pbkdf` in the bundles. ssh2 needs it only for private keys with a passphrase, which deploy keys do
 * not have. This saves 49 KB.
 */
export const pbkdf = (): never => {
  throw new Error('oCore reads no private key with a passphrase.');
};
