import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { Problem } from '#shared/contract/problem.ts';
import { checkOrigin } from '#shared/http/check-origin.ts';
import { answerFields, logDelivery } from '#shared/http/log-delivery.ts';
import { problemReply } from '#shared/http/problem-reply.ts';
import { checkContentType, rawBody } from '#shared/http/raw-body.ts';
import { startFunction } from '#shared/http/start-function.ts';
import { proveDelivery, proveHook } from '#shared/workflows/deliveries/prove-delivery.ts';
import { readDeliveryBody, replayKeyOf } from '#shared/workflows/deliveries/read-delivery-body.ts';
import { receiveDelivery } from '#shared/workflows/deliveries/receive-delivery.ts';
import { refuseDelivery, unproved } from '#shared/workflows/deliveries/refuse-delivery.ts';

const config = startFunction('webhooks/receive-webhook', ['TABLE_NAME', 'PUBLIC_URL', 'ROOT_SECRET_ID']);

const receive = async (event: APIGatewayProxyEventV2, receivedAt: string) => {
  const { provider = '', hookId = '' } = event.pathParameters ?? {};
  const body = rawBody(event);
  const nowMs = Date.parse(receivedAt);
  const known = await proveHook(config.ROOT_SECRET_ID, provider, hookId, nowMs);
  if (known === null) throw unproved();
  checkContentType(event, known.provider.contentTypes);
  const proof = await proveDelivery(config.ROOT_SECRET_ID, known, event.headers, body, nowMs);
  if (proof !== 'proved') throw await refuseDelivery(proof, known.hook, receivedAt);
  const read = readDeliveryBody(known.provider, event.headers, body);
  const result = await receiveDelivery({
    hook: known.hook,
    replayKey: replayKeyOf(known.provider, event.headers, body, read.parsed),
    providerDeliveryId: known.provider.deliveryId(event.headers),
    receivedAt,
    ...read,
  });
  if (result === null) throw unproved();
  return result;
};

/**
 * Receives a provider's delivery. It checks size, hook id, content type and the signature over the raw bytes, and only
 * then reads the body. Source: docs/design/deciding-a-push.md, "Receiving a delivery".
 */
export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  const { requestId } = event.requestContext;
  const receivedAt = new Date().toISOString();
  try {
    checkOrigin(event, config.PUBLIC_URL);
    const { answer, queued } = await receive(event, receivedAt);
    const status = queued ? 202 : 200;
    logDelivery(event, receivedAt, status, answerFields(answer));
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-request-id': requestId };
    return { statusCode: status, headers, body: JSON.stringify(answer) };
  } catch (error) {
    const ours = new Problem('service_unavailable', 'Try again in a moment.', { cause: error });
    const problem = error instanceof Problem ? error : ours;
    const fault = problem.status < 500 ? (problem.cause ?? null) : error;
    logDelivery(event, receivedAt, problem.status, { code: problem.code }, fault);
    return problemReply(problem, requestId, config.PUBLIC_URL);
  }
};
