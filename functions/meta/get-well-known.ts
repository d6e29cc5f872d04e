import { loadSignIn } from '#shared/config/sign-in.ts';
import { getWellKnown } from '#shared/contract/endpoints/meta.ts';
import { redirectUris } from '#shared/contract/redirect-uris.ts';
import { version } from '#shared/contract/version.ts';
import type { WellKnown } from '#shared/contract/well-known.ts';
import { endpoint } from '#shared/http/endpoint.ts';
import { answer } from '#shared/http/reply.ts';

const signIn = loadSignIn();

/** Tells clients where the API is and how people sign in; `auth` is null where only API keys are taken. */
export const handler = endpoint(
  getWellKnown,
  async ({ publicUrl }) => {
    const wellKnown: WellKnown = {
      name: 'oCore Projects',
      version,
      apiUrl: publicUrl,
      docsUrl: `${publicUrl}/api/openapi.json`,
      consoleUrl: publicUrl,
      auth:
        signIn === null
          ? null
          : {
              issuer: signIn.issuer,
              clientId: signIn.clientId,
              audience: signIn.audience,
              scopes: signIn.scopes,
              authorizationParameters: signIn.authorizationParameters,
              redirectUris: redirectUris(publicUrl),
            },
    };
    return answer(wellKnown, { 'cache-control': 'public, max-age=300' });
  },
  { config: ['SIGN_IN'] },
);
