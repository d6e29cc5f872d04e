import type { TokenPrincipal } from '#shared/domain/access/token-principal.ts';

/** One kind of bearer token. */
export interface TokenIssuer {
  /** Whether a token is of this kind, from its text alone. */
  recognises(token: string): boolean;
  /**
   * @param now RFC 3339
   * @returns null if the token is invalid; `unavailable` if it cannot be checked, because no key of its issuer is known
   */
  resolve(token: string, now: string): Promise<TokenPrincipal | 'unavailable' | null>;
}
