import { randomBytes } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 as Result } from 'aws-lambda';
import { isLocal } from '#shared/config/is-local.ts';
import { Problem } from '#shared/contract/problem.ts';
import type { ConsoleFiles } from './console-files.ts';
import { contentCodingFor } from './content-coding.ts';

const hsts = 'max-age=31536000';

/** What every answer of the console carries. On this machine it is served without TLS, where HSTS has no meaning. */
const everywhere = (): Record<string, string> => ({
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  ...(isLocal() ? {} : { 'strict-transport-security': hsts }),
});

const contentSecurityPolicy = (nonce: string, issuerOrigins: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${["'self'", ...issuerOrigins].join(' ')}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/**
 * The page, with a nonce of its own for the styles that its scripts add.
 * @param issuerOrigins where its scripts sign people in
 * Source: docs/design/console.md, "What the page may load".
 */
export const consolePage = async (
  files: ConsoleFiles,
  statusCode: number,
  issuerOrigins: readonly string[],
): Promise<Result> => {
  const nonce = randomBytes(16).toString('base64');
  return {
    statusCode,
    headers: {
      ...everywhere(),
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(nonce, issuerOrigins),
      // No two answers are the same: there is nothing that an ETag could name.
      'cache-control': 'no-cache',
      vary: 'accept',
    },
    body: await files.page(nonce),
  };
};

/**
 * An asset, whose name changes with what is in it.
 * @throws Problem `not_found`
 * Source: docs/design/console.md, "The built files".
 */
export const consoleAsset = async (
  files: ConsoleFiles,
  name: string,
  acceptEncoding: string | undefined,
): Promise<Result> => {
  const asset = await files.asset(name, contentCodingFor(acceptEncoding));
  if (asset === null) throw new Problem('not_found', 'There is no such file. Load the page anew: GET /.');
  return {
    statusCode: 200,
    headers: {
      ...everywhere(),
      'content-type': asset.type,
      ...(asset.coding === 'identity' ? {} : { 'content-encoding': asset.coding }),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    },
    body: asset.bytes.toString('base64'),
    isBase64Encoded: true,
  };
};
