import { hash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { loadConfig } from '#shared/config/load-config.ts';
import { Problem } from '#shared/contract/problem.ts';
import { logDelivery } from '#shared/http/log-delivery.ts';
import { problemReply } from '#shared/http/problem-reply.ts';
import { rawBody } from '#shared/http/raw-body.ts';
import { proveDelivery, proveHook } from '#shared/workflows/deliveries/prove-delivery.ts';
import { readDeliveryBody } from '#shared/workflows/deliveries/read-delivery-body.ts';
import { receiveDelivery } from '#shared/workflows/deliveries/receive-delivery.ts';

const config = loadConfig(['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID']);

type Reply = { readonly status: number; readonly body: string; readonly decision: string; readonly delivery: string };

/** The same answer for every failed proof, so that it reveals nothing about the cause. */
const unproved = (): Problem =>
  new Problem(
    'unauthenticated',
    'The delivery is not authentic. Check URL and secret of the webhook, or reconfigure it in the project.',
  );

const receive = async (event: APIGatewayProxyEventV2, receivedAt: string): Promise<Reply> => {
  const { provider = '', hookId = '' } = event.pathParameters ?? {};
  const body = rawBody(event);
  const nowMs = Date.parse(receivedAt);
  const known = await proveHook(config.ROOT_SECRET_ID, provider, hookId, nowMs);
  if (known === null) throw unproved();
  const type = (event.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!known.provider.contentTypes.includes(type)) {
    throw new Problem('unsupported_media_type', 'Set the content type of the webhook to application/json.');
  }
  if (!proveDelivery(known, event.headers, body, nowMs)) throw unproved();
  const result = await receiveDelivery({
    hook: known.hook,
    replayKey: known.provider.replayId(event.headers) ?? hash('sha256', body),
    providerDeliveryId: known.provider.deliveryId(event.headers),
    receivedAt,
    ...readDeliveryBody(known.provider, event.headers, body),
  });
  if (result === null) throw unproved();
  const { answer, queued } = result;
  return {
    status: queued ? 202 : 200,
    body: JSON.stringify(answer),
    decision: answer.decision,
    delivery: answer.deliveryId,
  };
};

/**
 * Receives a provider's delivery. It checks size, hook id, content type and the signature over the raw bytes, and only
 * then reads the body. Nothing is written before the proof, and garbage costs no AWS call.
 * Source: docs/design/deciding-a-push.md, "Receiving a delivery".
 */
export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  const { requestId } = event.requestContext;
  const receivedAt = new Date().toISOString();
  try {
    const { status, body, decision, delivery } = await receive(event, receivedAt);
    logDelivery(event, receivedAt, status, { decision, delivery });
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-request-id': requestId };
    return { statusCode: status, headers, body };
  } catch (error) {
    const fault = new Problem('service_unavailable', 'Try again in a moment.', { cause: error });
    const problem = error instanceof Problem ? error : fault;
    logDelivery(event, receivedAt, problem.status, { code: problem.code }, problem.status < 500 ? null : error);
    return problemReply(problem, requestId, config.PUBLIC_URL);
  }
};
