import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { errorFields, log } from './log.ts';

/**
 * Writes the log line of a delivery, without its body, signature or URL; at most 400 bytes if it was accepted. For a
 * rejected delivery this line is the audit record.
 * @param fault the error on our side, or null
 */
export const logDelivery = (
  event: APIGatewayProxyEventV2,
  receivedAt: string,
  status: number,
  fields: Readonly<Record<string, string>>,
  fault: unknown = null,
): void =>
  log(status >= 500 ? 'error' : status >= 400 ? 'warn' : 'info', status < 400 ? 'delivery' : 'delivery refused', {
    requestId: event.requestContext.requestId,
    provider: (event.pathParameters?.provider ?? '').slice(0, 20),
    status,
    durationMs: Date.now() - Date.parse(receivedAt),
    ...fields,
    ...(status < 400 ? {} : { sourceIp: event.requestContext.http.sourceIp }),
    ...(fault === null ? {} : errorFields(fault)),
  });
