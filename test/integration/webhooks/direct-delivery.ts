import type { WebhookAnswer } from '#shared/contract/webhook.ts';
import type { Webhook } from '#test/integration/test-service.ts';
import { receive } from './delivery.ts';

export type DirectAnswer = { readonly status: number; readonly answer: WebhookAnswer };

/** Hands a delivery to the receiver's handler without a connection between: thousands a minute. */
export const deliverDirectly = async (
  webhook: Pick<Webhook, 'url'>,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<DirectAnswer> => {
  const [provider = '', hookId] = new URL(webhook.url).pathname.split('/').slice(-2);
  const result = await receive({ provider, hookId, headers, body, isBase64Encoded: false });
  return { status: result.statusCode ?? 0, answer: JSON.parse(result.body ?? '{}') as WebhookAnswer };
};
