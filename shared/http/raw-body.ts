import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Problem } from '#shared/contract/problem.ts';

/** 5 MB. Source: docs/design/api-conventions.md, "Body limits". */
const mostBytes = 5_000_000;

/**
 * A body as it was sent: its text, or bytes where it came in base64. A signature is over its bytes, not over anything that
 * was made of them.
 * @throws Problem `body_too_large`
 */
export const rawBody = (event: APIGatewayProxyEventV2): string | Buffer => {
  const text = event.body ?? '';
  const body = event.isBase64Encoded ? Buffer.from(text, 'base64') : text;
  // A UTF-16 unit is at most 3 bytes of UTF-8: most bodies need no counting.
  if (body.length * 3 > mostBytes && Buffer.byteLength(body) > mostBytes)
    throw new Problem('body_too_large', 'A delivery must have at most 5 MB.');
  return body;
};
