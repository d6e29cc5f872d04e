import { loadConfig } from './load-config.ts';

/**
 * The SHA-256 of each value that the server in front of the API may send; two during a rotation. Null if anybody may call the
 * API (D-102).
 * @throws Error if the variable holds anything else
 */
export const loadOriginHashes = (): readonly Buffer[] | null =>
  process.env.ORIGIN_SHA256 === undefined
    ? null
    : loadConfig(['ORIGIN_SHA256'])
        .ORIGIN_SHA256.split(',')
        .map((hash) => Buffer.from(hash, 'hex'));
