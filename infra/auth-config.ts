import * as z from 'zod';
import { defaultScopes, type SignIn } from '#shared/config/sign-in.ts';

const isAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash, username, password } = new URL(text);
  return protocol === 'https:' && `${search}${hash}${username}${password}` === '';
};
const address = z.string().refine(isAddress, 'must be an https address, without query and fragment');
const text = z.string().regex(/^[\x21-\x7e]{1,1000}$/, 'must have 1 to 1,000 characters, without spaces');

/** What OpenID Connect and PKCE say; clients send these themselves. */
const ofProtocol =
  'client_id client_secret code_challenge code_challenge_method nonce redirect_uri response_mode response_type scope state';
/** Whether clients may be told to send these parameters besides those of the protocol. */
export const isFurther = (parameters: Readonly<Record<string, string>>): boolean =>
  Object.keys(parameters).every((name) => /^[a-z_]{1,50}$/.test(name) && !ofProtocol.split(' ').includes(name));

/** How people sign in: at an issuer that exists, or in a user pool of Cognito that the stack makes. */
export const AuthConfig = z
  .strictObject({
    cognito: z.literal(true, 'must be true, or left out').optional(),
    issuer: address.optional(),
    clientId: text.optional(),
    /** What the issuer puts into `aud` of access tokens for oCore. */
    audience: text.optional(),
    /** Where the issuer describes itself, if not below its own address. */
    discoveryUrl: address.optional(),
    scopes: z
      .array(text)
      .max(20, 'must have at most 20 entries')
      .refine((all) => all.includes('openid') && all.includes('email'), 'must hold openid and email')
      .optional(),
    /** Further parameters that clients send, for instance `resource` or `audience`: without them many issuers make no JWT. */
    authorizationParameters: z
      .record(z.string(), z.string().max(1000, 'must have at most 1,000 characters'))
      .refine(isFurther, `must hold names of letters and _, and none of ${ofProtocol.replaceAll(' ', ', ')}`)
      .optional(),
  })
  .superRefine((auth, context) => {
    const report = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (auth.cognito === true) {
      for (const name of Object.keys(auth)) {
        if (name !== 'cognito') report(name, 'must be left out with cognito, which sets it');
      }
      return;
    }
    for (const name of ['issuer', 'clientId', 'audience'] as const) {
      if (auth[name] === undefined) report(name, 'must be set, or cognito in the place of all');
    }
    // A token for the client, which an ID token is, would else open the API.
    if (auth.audience !== undefined && auth.audience === auth.clientId) {
      report('audience', 'must differ from clientId: ID tokens would pass as access tokens');
    }
  });
export type AuthConfig = z.infer<typeof AuthConfig>;

/** The sign-in settings of the functions for an existing issuer. */
export const signInAt = (auth: AuthConfig): SignIn => ({
  kind: 'oidc',
  issuer: auth.issuer ?? '',
  clientId: auth.clientId ?? '',
  audience: auth.audience ?? '',
  discoveryUrl: auth.discoveryUrl ?? null,
  scopes: auth.scopes ?? [...defaultScopes],
  authorizationParameters: auth.authorizationParameters ?? {},
});
