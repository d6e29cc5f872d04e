import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Problem } from '../contract/problem.ts';

/** 5 MB. Source: design §3. */
const mostBytes = 5_000_000;

/**
 * The bytes of a body as they were sent: a signature is over these, not over any text made of them.
 * @throws Problem `body_too_large`
 */
export const rawBody = (event: APIGatewayProxyEventV2): Buffer => {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (body.length > mostBytes) throw new Problem('body_too_large', 'A delivery must have at most 5 MB.');
  return body;
};
