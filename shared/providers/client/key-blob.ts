/** The part of a public key's line that makes it that key: providers drop or change the comment behind it. */
export const keyBlob = (publicKey: string): string => publicKey.trim().split(/\s+/)[1] ?? publicKey.trim();
