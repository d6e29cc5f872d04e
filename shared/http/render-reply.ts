import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { etagOf, type Reply } from './reply.ts';

const matches = (ifNoneMatch: string | undefined, etag: string): boolean =>
  (ifNoneMatch ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === etag);

/** Renders the reply of an operation. Each answer to a GET has an ETag; with a matching If-None-Match it becomes 304. */
export const renderReply = (event: APIGatewayProxyEventV2, reply: Reply): APIGatewayProxyStructuredResultV2 => {
  const headers: Record<string, string> = {
    'cache-control': 'no-store',
    'x-request-id': event.requestContext.requestId,
    ...reply.headers,
  };
  if (reply.body === null) return { statusCode: reply.status, headers };
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  const isRead = event.requestContext.http.method === 'GET';
  if (isRead || reply.version !== null) {
    const etag = etagOf(reply.version, text);
    headers.etag = etag;
    if (isRead && matches(event.headers['if-none-match'], etag)) return { statusCode: 304, headers };
  }
  headers['content-type'] ??= 'application/json';
  return { statusCode: reply.status, headers, body: text };
};
