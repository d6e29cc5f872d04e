import type { TokenPrincipal } from '#shared/domain/access/token-principal.ts';

/** One kind of bearer token. The OIDC issuer joins API keys behind this. */
export interface TokenIssuer {
  /** Tells by the text alone whether a token is of this kind. */
  recognises(token: string): boolean;
  /** @param now RFC 3339 @returns null where the token stands for nobody */
  resolve(token: string, now: string): Promise<TokenPrincipal | null>;
}
