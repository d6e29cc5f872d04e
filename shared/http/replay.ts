import { createHash } from 'node:crypto';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { invalidField, Problem } from '#shared/contract/problem.ts';
import { type IdempotencyClaim, readIdempotency } from '#shared/data/audit/idempotency.ts';
import type { Mutation } from '#shared/data/audit/mutation.ts';

/**
 * The claim of a POST with an Idempotency-Key, quoted (IETF draft) or bare (as Stripe does).
 * @param body after parsing, so that two spellings of the same JSON are one request
 * @throws Problem `validation_failed` for a key that is empty or too long
 */
export const idempotencyClaimOf = (
  row: Endpoint,
  principalId: string,
  path: string,
  header: string | undefined,
  body: unknown,
): IdempotencyClaim | null => {
  if (header === undefined || row.method !== 'POST') return null;
  const key = header.replace(/^"(.*)"$/, '$1');
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidField('#/Idempotency-Key', 'must have 1 to 255 visible ASCII characters, for instance a UUID');
  }
  return {
    principalId,
    method: row.method,
    path,
    key,
    fingerprint: createHash('sha256')
      .update(JSON.stringify(body ?? null))
      .digest('hex'),
  };
};

/**
 * Finds the result of an earlier request with the same key.
 * @returns the resource that it made; null if the key was never used
 * @throws Problem `idempotency_mismatch` for another body, `idempotency_in_progress` while the first one runs
 */
export const earlierResult = async (
  mutation: Mutation,
): Promise<{ readonly resourceId: string; readonly status: number } | null> => {
  if (mutation.idempotency === null) return null;
  const record = await readIdempotency(mutation.principal.organization.id, mutation.idempotency, mutation.now);
  if (record === null) return null;
  if (record.fingerprint !== mutation.idempotency.fingerprint) {
    throw new Problem(
      'idempotency_mismatch',
      'This Idempotency-Key was sent with another body. Use a new key for a new request.',
    );
  }
  if (record.status === 0 || record.resourceId === null) {
    throw new Problem(
      'idempotency_in_progress',
      'The first request with this Idempotency-Key is still running. Repeat it in a moment.',
      { retryAfterSeconds: 1 },
    );
  }
  return { resourceId: record.resourceId, status: record.status };
};
