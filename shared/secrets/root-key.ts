import { type VersionedKey, versionedKey } from './versioned-key.ts';

/** The key from which hook ids and webhook secrets are derived. */
export type RootKey = VersionedKey;

/** The root key, never older than `versionedKey` says. */
export const rootKey = versionedKey;
