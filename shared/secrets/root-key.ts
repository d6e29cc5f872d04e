import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { secretsManager } from './client.ts';

export type RootKey = { readonly current: number; readonly versions: ReadonlyMap<number, string> };

const minute = 60_000;

let loaded: Promise<RootKey> | undefined;
let refreshing: Promise<RootKey> | undefined;
let refreshedAt = Number.NEGATIVE_INFINITY;

const fetchRootKey = async (secretId: string): Promise<RootKey> => {
  const [{ SecretString }, { RootSecret }] = await Promise.all([
    secretsManager().send(new GetSecretValueCommand({ SecretId: secretId })),
    // This loads zod, which takes a millisecond, while the call is running.
    import('./root-secret.ts'),
  ]);
  let parsed: unknown;
  try {
    parsed = JSON.parse(SecretString ?? '');
  } catch {
    // The parser's own message would quote the secret.
    throw new Error(`The root key ${secretId} is not JSON.`);
  }
  const root = RootSecret.safeParse(parsed);
  if (!root.success) {
    throw new Error(
      `The root key ${secretId} is not valid: ${root.error.issues.map((one) => one.message).join('; ')}.`,
    );
  }
  return root.data;
};

/**
 * The root key, fetched once per execution environment, even with concurrent callers. An unknown version causes another
 * fetch, at most once a minute, so that garbage cannot cause endless fetches.
 * @param version the version that the caller needs
 * @param nowMs milliseconds since the epoch
 */
export const rootKey = async (secretId: string, nowMs: number, version?: number): Promise<RootKey> => {
  loaded ??= fetchRootKey(secretId).catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  const known = await loaded;
  if (version === undefined || known.versions.has(version)) return known;
  // Callers during a fetch wait for the same answer: their delivery may be the first with a new version.
  if (refreshing !== undefined) return refreshing;
  if (nowMs - refreshedAt < minute) return known;
  refreshing = refresh(secretId, nowMs);
  return refreshing;
};

const refresh = async (secretId: string, nowMs: number): Promise<RootKey> => {
  try {
    const fresh = await fetchRootKey(secretId);
    loaded = Promise.resolve(fresh);
    // Only now: after a failure the next delivery of a new version must not be refused for a minute.
    refreshedAt = nowMs;
    return fresh;
  } finally {
    refreshing = undefined;
  }
};

/** Derives 32 bytes for one purpose, with HKDF-SHA256 (RFC 5869) and the purpose as info. */
export const deriveKey = (root: string, purpose: string | Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', root, '', purpose, 32));

/**
 * A MAC key as a KeyObject: a Buffer key makes createHmac 2.3 times slower (docs/design/architecture.md, "Bundles").
 */
export const macKey = (root: string, purpose: string): KeyObject => createSecretKey(deriveKey(root, purpose));
