import type { Octokit } from 'octokit';
import * as z from 'zod/mini';
import { Problem } from '#shared/contract/problem.ts';
import type { ProviderAccess, ProviderCredential } from '#shared/providers/client/provider-credential.ts';
import { apiClient } from './api-client.ts';
import { appJwt } from './app-jwt.ts';
import { type ApiRequest, read, send } from './exchange.ts';
import type { SecretWords } from './secret-words.ts';

type AppCredential = Extract<ProviderCredential, { kind: 'app' }>;
type Place = Pick<ProviderAccess, 'apiUrl' | 'fetch'>;

/** A token has about 520 characters, and GitHub may change its format, so only its presence is checked. */
const Token = z.object({ token: z.string().check(z.minLength(1)) });
const Installation = z.object({ app_slug: z.string().check(z.minLength(1), z.maxLength(200)) });

const needs =
  'It needs the id of a GitHub App, one of its private keys, and the id of an installation that is not suspended.';

const rejected = (why: string, cause?: Error): Problem =>
  new Problem('provider_credential_rejected', `The GitHub App in the provider settings cannot be used: ${why}`, {
    cause,
  });

const asApp = (place: Place, credential: AppCredential, secrets: SecretWords): Octokit => {
  if (!/^\d{1,20}$/.test(credential.installationId)) throw rejected('the installation id is not a number.');
  try {
    const jwt = appJwt(credential.appId, credential.privateKey);
    secrets.add(jwt);
    return apiClient(place, jwt);
  } catch (error) {
    const cause = secrets.strikeError(error);
    throw rejected('its private key cannot be read. Paste the whole PEM file that GitHub made.', cause);
  }
};

const request = (what: string, method: 'GET' | 'POST', path: string, credential: AppCredential): ApiRequest => ({
  what,
  needs,
  method,
  path: `/app/installations/{installation_id}${path}`,
  parameters: { installation_id: credential.installationId },
});

/** Gets a token of the App's installation, valid for one hour. @throws Problem */
export const installationToken = async (
  place: Place,
  credential: AppCredential,
  secrets: SecretWords,
): Promise<string> => {
  const ask = request('make a token for the GitHub App', 'POST', '/access_tokens', credential);
  const { token } = read(Token, await send(asApp(place, credential, secrets), ask, secrets), ask, secrets);
  secrets.add(token);
  return token;
};

/** The login of the App: `ocore[bot]`. @throws Problem */
export const appLogin = async (place: Place, credential: AppCredential, secrets: SecretWords): Promise<string> => {
  const ask = request('find the installation of the GitHub App', 'GET', '', credential);
  const answer = await send(asApp(place, credential, secrets), ask, secrets);
  return `${read(Installation, answer, ask, secrets).app_slug}[bot]`;
};
