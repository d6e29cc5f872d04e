import { type Client, createClient } from '#shared/client/client.ts';
import { explainFault } from './network.ts';
import { requireSendable } from './sendable.ts';
import { serviceAddress } from './service-address.ts';

/**
 * The API client of a command. The address comes from OCORE_API_URL and the token from OCORE_TOKEN, never from a flag,
 * which `ps` and the shell history would show.
 * @throws UsageError if the address is invalid, or not safe for a token, or if no header can hold the token
 */
export const session = (
  environment: NodeJS.ProcessEnv = process.env,
  options: { readonly timeoutMs?: number } = {},
): Client => {
  const baseUrl = serviceAddress(environment);
  const { OCORE_TOKEN, OCORE_ORG } = environment;
  requireSendable('OCORE_TOKEN', OCORE_TOKEN);
  requireSendable('OCORE_ORG', OCORE_ORG);
  return createClient({
    baseUrl,
    explain: explainFault,
    ...options,
    ...(OCORE_TOKEN === undefined || OCORE_TOKEN === '' ? {} : { token: OCORE_TOKEN }),
    ...(OCORE_ORG === undefined || OCORE_ORG === '' ? {} : { organization: OCORE_ORG }),
  });
};
