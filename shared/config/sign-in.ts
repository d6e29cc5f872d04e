import * as z from 'zod/mini';

/** How people sign in, as the functions get it in their configuration. Source: docs/access.md, "How people sign in". */
export const SignIn = z.object({
  /** `cognito`: access tokens have `token_use` and `client_id` instead of an audience. */
  kind: z.enum(['oidc', 'cognito']),
  /** As tokens name it, to the letter. */
  issuer: z.string(),
  clientId: z.string(),
  audience: z.string(),
  /** Where the issuer describes itself; null: below the issuer. */
  discoveryUrl: z.nullable(z.string()),
  scopes: z.array(z.string()),
  /** What clients send with an authorization request besides what OpenID Connect asks for. */
  authorizationParameters: z.record(z.string(), z.string()),
});
export type SignIn = z.infer<typeof SignIn>;

export const defaultScopes: readonly string[] = ['openid', 'email', 'profile'];

/**
 * Reads the variable SIGN_IN. It is called at module load, so that a bad configuration fails the start.
 * @returns null where only API keys are taken
 */
export const loadSignIn = (environment: NodeJS.ProcessEnv = process.env): SignIn | null =>
  z.parse(z.nullable(SignIn), JSON.parse(environment.SIGN_IN ?? 'null'));
