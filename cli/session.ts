import { type Client, createClient } from '#shared/client/client.ts';
import { UsageError } from './usage-error.ts';

/**
 * The client of this call: the token from OCORE_TOKEN, never from a flag, where `ps` and the shell's history would show
 * it; the address from OCORE_API_URL.
 * @throws UsageError where the address is none
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
