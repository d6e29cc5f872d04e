/**
 * A credential as the providers use it; it lives in Secrets Manager and in memory, nowhere else. `username`: the e-mail
 * address or user name that a Bitbucket API token is sent with as Basic authentication; without one it is sent as Bearer.
 */
export type ProviderCredential =
  | { readonly kind: 'token'; readonly token: string; readonly username: string | null }
  | { readonly kind: 'app'; readonly appId: string; readonly installationId: string; readonly privateKey: string };

/** What a provider's client is made from. */
export type ProviderAccess = {
  /** The API's base: `https://api.github.com`, `https://git.acme.example/api/v1`. No slash at its end. */
  readonly apiUrl: string;
  readonly credential: ProviderCredential;
  /** Bound to `apiUrl` (shared/network/guarded-fetch.ts). */
  readonly fetch: typeof fetch;
};
