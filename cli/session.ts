import { type Client, createClient } from '#shared/client/client.ts';
import { UsageError } from './usage-error.ts';

/**
 * The API client of a command. The address comes from OCORE_API_URL and the token from OCORE_TOKEN, never from a flag,
 * which `ps` and the shell history would show.
 * @throws UsageError if the address is invalid
 */
export const session = (
  environment: NodeJS.ProcessEnv = process.env,
  options: { readonly timeoutMs?: number } = {},
): Client => {
  const baseUrl = environment.OCORE_API_URL ?? 'http://127.0.0.1:4700';
  if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl)) {
    throw new UsageError(`OCORE_API_URL must be an address such as https://ocore.example.com, not ${baseUrl}.`);
  }
  const { OCORE_TOKEN, OCORE_ORG } = environment;
  return createClient({
    baseUrl,
    ...options,
    ...(OCORE_TOKEN === undefined || OCORE_TOKEN === '' ? {} : { token: OCORE_TOKEN }),
    ...(OCORE_ORG === undefined || OCORE_ORG === '' ? {} : { organization: OCORE_ORG }),
  });
};
