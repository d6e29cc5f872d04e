import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { loadOriginHashes } from '#shared/config/origin-hashes.ts';
import { originHeader } from '#shared/contract/origin-header.ts';
import { Problem } from '#shared/contract/problem.ts';

type Headers = Readonly<Record<string, string | undefined>> | undefined;

const accepted = loadOriginHashes();

/** Whether a request came through the server in front of the API, if only such requests are allowed (D-102). */
export const isFromOrigin = (headers: Headers): boolean => {
  if (accepted === null) return true;
  const sent = createHash('sha256')
    .update(headers?.[originHeader] ?? '')
    .digest();
  return accepted.some((hash) => timingSafeEqual(hash, sent));
};

/**
 * Refuses a request that bypassed the server in front of the API, before anything is read.
 * @throws Problem `origin_refused`
 */
export const checkOrigin = ({ headers }: Pick<APIGatewayProxyEventV2, 'headers'>, publicUrl: string): void => {
  if (!isFromOrigin(headers)) throw new Problem('origin_refused', `Call the service at ${publicUrl}.`);
};

/**
 * The address of the caller. If another server is in front, the gateway sees the address of that server, which appends the
 * address of its caller to `X-Forwarded-For`. Earlier entries of that header were written by the caller.
 */
export const callerAddress = ({
  headers,
  requestContext,
}: Pick<APIGatewayProxyEventV2, 'headers' | 'requestContext'>): string => {
  const { sourceIp } = requestContext.http;
  if (accepted === null) return sourceIp;
  const seen = (headers['x-forwarded-for'] ?? '').split(',').map((one) => one.trim());
  if (seen.at(-1) === sourceIp) seen.pop();
  const last = seen.at(-1) ?? '';
  return isIP(last) === 0 ? sourceIp : last;
};
