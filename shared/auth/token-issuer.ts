import type { TokenPrincipal } from '#shared/domain/access/token-principal.ts';

/** One kind of bearer token. A future OIDC issuer will implement this too. */
export interface TokenIssuer {
  /** Whether a token is of this kind, from its text alone. */
  recognises(token: string): boolean;
  /** @param now RFC 3339 @returns null if the token is invalid */
  resolve(token: string, now: string): Promise<TokenPrincipal | null>;
}
