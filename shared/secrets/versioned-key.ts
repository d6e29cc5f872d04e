import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { secretsManager } from './client.ts';

/** A key with numbered versions. New things are made with the current one. */
export type VersionedKey = { readonly current: number; readonly versions: ReadonlyMap<number, string> };

const minute = 60_000;
/** A version that was removed is forgotten after this long. */
const reloadMs = 10 * minute;
/** A key that cannot be loaded again is used for this long. */
const maxAgeMs = 60 * minute;
/** A provider waits for 10 s for the answer to its delivery. */
const reloadTimeoutMs = 3000;

const fetchKey = async (secretId: string, abortSignal?: AbortSignal): Promise<VersionedKey> => {
  const [{ SecretString }, { VersionedSecret }] = await Promise.all([
    secretsManager().send(new GetSecretValueCommand({ SecretId: secretId }), abortSignal && { abortSignal }),
    // This loads zod, which takes a millisecond, while the call is running.
    import('./versioned-secret.ts'),
  ]);
  let parsed: unknown;
  try {
    parsed = JSON.parse(SecretString ?? '');
  } catch {
    // The parser's own message would quote the secret.
    throw new Error(`The key ${secretId} is not JSON.`);
  }
  const key = VersionedSecret.safeParse(parsed);
  if (!key.success) {
    throw new Error(`The key ${secretId} is not valid: ${key.error.issues.map((one) => one.message).join('; ')}.`);
  }
  return key.data;
};

const sameKey = (one: VersionedKey, other: VersionedKey): boolean =>
  one.current === other.current &&
  one.versions.size === other.versions.size &&
  [...one.versions].every(([version, text]) => other.versions.get(version) === text);

/** In either direction: a clock that was set back must not keep a key for ever. */
const apart = (oneMs: number, otherMs: number): number => Math.abs(oneMs - otherMs);

type Loaded = { readonly key: VersionedKey; readonly atMs: number };

/** A key as this process knows it. Callers during a call to Secrets Manager wait for its answer. */
class KnownKey {
  readonly #secretId: string;
  #loaded: Loaded | undefined;
  #loading: Promise<Loaded> | undefined;
  /** The newest call after the first load, and why it failed. */
  #reload: { readonly atMs: number; readonly failure?: unknown } = { atMs: Number.NEGATIVE_INFINITY };

  constructor(secretId: string) {
    this.#secretId = secretId;
  }

  async atHand(nowMs: number, version?: number): Promise<VersionedKey> {
    if (this.#loaded === undefined) return (await this.#load(nowMs)).key;
    const { key } = this.#loaded;
    if (version === undefined || key.versions.has(version)) return key;
    return (await this.#loadAgain(this.#loaded, nowMs)).key;
  }

  async fresh(nowMs: number, version?: number): Promise<VersionedKey> {
    const key = await this.atHand(nowMs, version);
    const loaded = this.#loaded;
    if (loaded === undefined || apart(nowMs, loaded.atMs) < reloadMs) return key;
    try {
      return (await this.#loadAgain(loaded, nowMs)).key;
    } catch (error) {
      if (apart(nowMs, loaded.atMs) < maxAgeMs) return key;
      throw error;
    }
  }

  /** At most once a minute, failures included. In between it gives what the newest call gave. */
  async #loadAgain(loaded: Loaded, nowMs: number): Promise<Loaded> {
    if (this.#loading !== undefined) return this.#loading;
    if (apart(nowMs, this.#reload.atMs) >= minute) {
      this.#reload = { atMs: nowMs };
      return this.#load(nowMs, AbortSignal.timeout(reloadTimeoutMs)).catch((failure: unknown) => {
        this.#reload = { atMs: nowMs, failure };
        throw failure;
      });
    }
    if (this.#reload.failure !== undefined) throw this.#reload.failure;
    return loaded;
  }

  #load(nowMs: number, abortSignal?: AbortSignal): Promise<Loaded> {
    this.#loading ??= fetchKey(this.#secretId, abortSignal)
      .then((fetched) => {
        const known = this.#loaded?.key;
        // An unchanged key stays the same object: what was derived from it stays valid.
        this.#loaded = { key: known !== undefined && sameKey(known, fetched) ? known : fetched, atMs: nowMs };
        return this.#loaded;
      })
      .finally(() => {
        this.#loading = undefined;
      });
    return this.#loading;
  }
}

const known = new Map<string, KnownKey>();

const knownKey = (secretId: string): KnownKey => {
  const key = known.get(secretId) ?? new KnownKey(secretId);
  known.set(secretId, key);
  return key;
};

/**
 * A key from Secrets Manager. It is loaded again after 10 minutes, or for a version that is not known, but not more than
 * once a minute. If that fails, the known key is used until it is an hour old.
 * @param nowMs milliseconds since the epoch
 * @param version the version that the caller needs; the key may lack it
 * @throws Error if it cannot be loaded, or if it could not be loaded in time to know the version
 * Source: docs/design/security-model.md, "Versions of a key".
 */
export const versionedKey = (secretId: string, nowMs: number, version?: number): Promise<VersionedKey> =>
  knownKey(secretId).fresh(nowMs, version);

/**
 * A key as it was last loaded, however old. It costs a call only for an unknown version. Use it to refuse something; before
 * accepting something, use `versionedKey`.
 */
export const keyAtHand = (secretId: string, nowMs: number, version?: number): Promise<VersionedKey> =>
  knownKey(secretId).atHand(nowMs, version);
