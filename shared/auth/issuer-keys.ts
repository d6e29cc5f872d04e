import { createLocalJWKSet, errors, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';

/** @throws any error where the issuer gives none */
export type FetchKeys = () => Promise<JSONWebKeySet>;
type KeyOf = ReturnType<typeof createLocalJWKSet>;
export type IssuerKey = Awaited<ReturnType<KeyOf>>;

const minuteMs = 60_000;
/** After this time the keys are fetched again, so that a key which the issuer has withdrawn stops working. */
const freshMs = 10 * minuteMs;
/** If the issuer does not answer, known keys are used for this long. */
const knownMs = 24 * 60 * minuteMs;

/**
 * The keys of the issuer, as this execution environment knows them. It asks for them at most once a minute, whether the
 * issuer answers or not: strangers can send tokens with new key ids as fast as they like.
 * Source: docs/design/security-model.md, "Keys of the issuer".
 */
export class IssuerKeys {
  readonly #fetch: FetchKeys;
  #keyOf: KeyOf | null = null;
  #fetchedAt = 0;
  #attemptedAt = 0;
  #attempt: Promise<void> | null = null;

  constructor(fetch: FetchKeys) {
    this.#fetch = fetch;
  }

  /** @returns null if the issuer has no such key; `unavailable` if no key of it is known */
  async find(header: JWSHeaderParameters): Promise<IssuerKey | 'unavailable' | null> {
    if (Date.now() - this.#fetchedAt > freshMs) await this.#ask();
    if (this.#keyOf === null || Date.now() - this.#fetchedAt > knownMs) return 'unavailable';
    const found = await matching(this.#keyOf, header);
    if (found !== null) return found;
    await this.#ask();
    return matching(this.#keyOf, header);
  }

  async #ask(): Promise<void> {
    if (this.#attempt === null && Date.now() - this.#attemptedAt < minuteMs) return;
    this.#attempt ??= this.#renew().finally(() => {
      this.#attempt = null;
    });
    await this.#attempt;
  }

  async #renew(): Promise<void> {
    this.#attemptedAt = Date.now();
    try {
      this.#keyOf = createLocalJWKSet(await this.#fetch());
      this.#fetchedAt = Date.now();
    } catch {
      // The known keys stay in use. Without any, the caller gets an error: the issuer is unavailable.
    }
  }
}

const matching = async (keyOf: KeyOf, header: JWSHeaderParameters): Promise<IssuerKey | null> => {
  try {
    return await keyOf(header);
  } catch (error) {
    // None fits, or several do where the token names none.
    if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return null;
    throw error;
  }
};
