import { hash } from 'node:crypto';
import type {
  DeliveryBody,
  DeliveryHeaders,
  ParsedDelivery,
  WebhookProvider,
} from '#shared/providers/webhook/webhook-provider.ts';

// A search for plain text, which most bodies end with: a pattern takes as long as a quarter of the HMAC.
const mayHoldSurrogate = (json: string): boolean => json.includes('\\ud') || json.includes('\\uD');
// Matches every escape in turn, so that an escaped backslash is not read as the start of another escape. Whole pairs
// come before lone halves.
const escapes = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\./gs;
const loneSurrogateLength = '\\ud800'.length;

/** Replaces lone surrogates: JSON allows them, but such text cannot be stored. */
const withoutLoneSurrogates = (json: string): string =>
  mayHoldSurrogate(json)
    ? json.replace(escapes, (one) => (one.length === loneSurrogateLength ? '\\ufffd' : one))
    : json;

/**
 * Reads the body of a proved delivery. An unreadable body is not answered with an error: GitLab disables a webhook
 * after four errors.
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
    payload = JSON.parse(withoutLoneSurrogates(text));
  } catch {
    return { eventName, parsed: null };
  }
  return { eventName, parsed: provider.parse(headers, payload) };
};

/**
 * The key that tells a delivery from every other one of its connection: the signed id of the provider, or the bytes of the
 * body. No signature covers the name of the event, so the key includes what the body was read as: a body that somebody sends
 * first under another name must not make the real delivery a repetition.
 */
export const replayKeyOf = (
  provider: WebhookProvider,
  headers: DeliveryHeaders,
  body: DeliveryBody,
  parsed: ParsedDelivery | null,
): string => provider.replayId(headers) ?? `${parsed?.changes[0]?.kind ?? 'unreadable'}/${hash('sha256', body)}`;
