import { loadConfig } from './load-config.ts';

/**
 * The SHA-256 of each value that the server before the API may send; two during a rotation. Null where anybody may call (D-102).
 * @throws Error if they are none
 */
export const loadOriginHashes = (): readonly Buffer[] | null =>
  process.env.ORIGIN_SHA256 === undefined
    ? null
    : loadConfig(['ORIGIN_SHA256'])
        .ORIGIN_SHA256.split(',')
        .map((hash) => Buffer.from(hash, 'hex'));
