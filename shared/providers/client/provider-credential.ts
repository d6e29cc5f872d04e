/**
 * A provider credential. It exists only in Secrets Manager and in memory. `username`: the e-mail address or user name
 * of a Bitbucket API token, which is then sent as Basic authentication; without it the token is sent as Bearer.
 */
export type ProviderCredential =
  | { readonly kind: 'token'; readonly token: string; readonly username: string | null }
  | { readonly kind: 'app'; readonly appId: string; readonly installationId: string; readonly privateKey: string };

/** The input of a provider's client. */
export type ProviderAccess = {
  /** The API's base without a slash at the end: `https://api.github.com`, `https://git.acme.example/api/v1`. */
  readonly apiUrl: string;
  readonly credential: ProviderCredential;
  /** Limited to `apiUrl` (shared/network/guarded-fetch.ts). */
  readonly fetch: typeof fetch;
};
