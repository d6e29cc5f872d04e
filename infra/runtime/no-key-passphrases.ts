/**
 * Stands in for `bcrypt-pbkdf` in the bundles, of which ssh2 needs it for private keys with a passphrase alone: deploy keys
 * have none. It saves 49 KB.
 */
export const pbkdf = (): never => {
  throw new Error('oCore reads no private key with a passphrase.');
};
