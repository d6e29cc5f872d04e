import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { invoke } from '#infra/local/function-registry.ts';
import type { WebhookAnswer } from '#shared/contract/webhook.ts';
import type { Webhook } from '#test/integration/test-service.ts';

export type DirectAnswer = { readonly status: number; readonly answer: WebhookAnswer };

/** Hands a delivery to the receiver's handler as API Gateway does, without a connection between: thousands a minute. */
export const deliverDirectly = async (
  webhook: Pick<Webhook, 'url'>,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<DirectAnswer> => {
  const path = new URL(webhook.url).pathname;
  const [provider, hookId] = path.split('/').slice(-2);
  const event: Partial<APIGatewayProxyEventV2> = {
    version: '2.0',
    routeKey: 'POST /api/webhooks/{provider}/{hookId}',
    rawPath: path,
    rawQueryString: '',
    headers: { ...headers },
    pathParameters: { provider: provider ?? '', hookId: hookId ?? '' },
    requestContext: {
      requestId: 'direct',
      http: { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
    } as APIGatewayProxyEventV2['requestContext'],
    body,
    isBase64Encoded: false,
  };
  const result = (await invoke('webhooks/receive-webhook', event)) as APIGatewayProxyStructuredResultV2;
  return { status: result.statusCode ?? 0, answer: JSON.parse(result.body ?? '{}') as WebhookAnswer };
};
