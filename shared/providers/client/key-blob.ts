/** The part of a public key line that identifies the key. Providers drop or change the comment after it. */
export const keyBlob = (publicKey: string): string => publicKey.trim().split(/\s+/)[1] ?? publicKey.trim();
