import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { invoke } from '#infra/local/function-registry.ts';

/** What reaches the receiver of a request; a path without a hook id or an event without a body leave theirs out. */
export type Delivery = {
  readonly provider: string;
  readonly hookId: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
};

/** One id for every request, so that two answers can be compared byte by byte. */
const requestId = 'request-1';

/** Hands a delivery to the real handler as API Gateway does (payload format 2.0), in this process. */
export const receive = async (delivery: Delivery): Promise<APIGatewayProxyStructuredResultV2> => {
  const { provider, hookId, headers, body, isBase64Encoded } = delivery;
  const event = {
    headers,
    pathParameters: { provider, ...(hookId === undefined ? {} : { hookId }) },
    requestContext: { requestId, http: { sourceIp: '192.0.2.1' } },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded,
  };
  return (await invoke('webhooks/receive-webhook', event)) as APIGatewayProxyStructuredResultV2;
};
