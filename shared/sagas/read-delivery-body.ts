import type { DeliveryBody, DeliveryHeaders, ParsedDelivery, WebhookProvider } from '../providers/webhook-provider.ts';

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
    payload = JSON.parse(text);
  } catch {
    return { eventName, parsed: null };
  }
  return { eventName, parsed: provider.parse(headers, payload) };
};
