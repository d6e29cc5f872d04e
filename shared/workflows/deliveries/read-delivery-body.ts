import type {
  DeliveryBody,
  DeliveryHeaders,
  ParsedDelivery,
  WebhookProvider,
} from '#shared/providers/webhook/webhook-provider.ts';

const anySurrogate = /\\u[dD][89a-fA-F]/;
// Every escape in turn, so that an escaped backslash is none of a character; a pair goes before the halves of one.
const escapes = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\./gs;
const halfLength = '\\ud800'.length;

/** JSON without half surrogate pairs: they are legal there, and no text that could be stored. */
const withoutHalves = (json: string): string =>
  anySurrogate.test(json) ? json.replace(escapes, (one) => (one.length === halfLength ? '\\ufffd' : one)) : json;

/**
 * Reads the body of a proved delivery. A body that cannot be read is no error of the request: GitLab would switch the hook
 * off after four.
 */
export const readDeliveryBody = (
  provider: WebhookProvider,
  headers: DeliveryHeaders,
  body: DeliveryBody,
): { readonly eventName: string; readonly parsed: ParsedDelivery | null } => {
  const eventName = provider.eventName(headers);
  const text = provider.json(headers, body);
  if (text === null) return { eventName, parsed: null };
  let payload: unknown;
  try {
    payload = JSON.parse(withoutHalves(text));
  } catch {
    return { eventName, parsed: null };
  }
  return { eventName, parsed: provider.parse(headers, payload) };
};
