import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Problem } from '#shared/contract/problem.ts';

/** 5 MB. Source: docs/design/api-conventions.md, "Body limits". */
const maxBytes = 5_000_000;

/**
 * The body as it was sent: its text, or its bytes if it came in base64. Signatures cover these bytes.
 * @throws Problem `body_too_large`
 */
export const rawBody = (event: APIGatewayProxyEventV2): string | Buffer => {
  const text = event.body ?? '';
  const body = event.isBase64Encoded ? Buffer.from(text, 'base64') : text;
  // A UTF-16 unit has at most 3 bytes in UTF-8, so most bodies need no counting.
  if (body.length * 3 > maxBytes && Buffer.byteLength(body) > maxBytes)
    throw new Problem('body_too_large', 'A delivery must have at most 5 MB.');
  return body;
};

/**
 * Checks the content type of a delivery, without its parameters.
 * @throws Problem `unsupported_media_type`
 */
export const checkContentType = (event: APIGatewayProxyEventV2, allowed: readonly string[]): void => {
  const type = (event.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (allowed.includes(type)) return;
  throw new Problem('unsupported_media_type', 'Set the content type of the webhook to application/json.');
};
