import type { ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type ProblemCode, problemCodes } from '#shared/contract/problem-code.ts';
import type { ProblemDocument } from '#shared/contract/problem-document.ts';

export type Reply = Pick<APIGatewayProxyStructuredResultV2, 'statusCode' | 'headers' | 'body' | 'isBase64Encoded'>;

/** What the gateway answers by itself, as API Gateway does. */
export const own = (statusCode: number, message: string): Reply => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});

/** A problem of a part that only `npm start` has. @param origin where its page of the problem is */
export const ownProblem = (code: ProblemCode, detail: string, requestId: string, origin: string): Reply => {
  const { status, title } = problemCodes[code];
  const document: ProblemDocument = {
    type: `${origin}/docs/problems/${code}`,
    title,
    status,
    detail,
    instance: `urn:ocore:request:${requestId}`,
    code,
    requestId,
  };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'x-request-id': requestId },
    body: JSON.stringify(document),
  };
};

/** Writes a reply out. */
export const write = (response: ServerResponse, reply: Reply): void => {
  const body =
    reply.body === undefined ? '' : Buffer.from(reply.body, reply.isBase64Encoded === true ? 'base64' : 'utf8');
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, String(value));
  if (body.length > 0 && !response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  response.writeHead(reply.statusCode ?? 200);
  response.end(body);
};
