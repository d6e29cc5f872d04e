import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { errorFields, log } from './log.ts';

/**
 * Writes a delivery's one log line, at most 400 bytes where it was accepted: nothing of its body, its signature or its
 * URL. For a rejected one it is the audit record.
 * @param fault what went wrong on our side, or null
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
