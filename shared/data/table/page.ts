import { Problem } from '#shared/contract/problem.ts';

/** A page of a list. `position` is the sort key of the last row, after which the next page begins; null at the end. */
export type Page<R> = { readonly rows: readonly R[]; readonly position: string | null };

/** The problem of a cursor that does not belong to its list. */
export const invalidCursor = (): Problem =>
  new Problem(
    'invalid_cursor',
    'The cursor is not one of this list. Begin again without it, or repeat the query that gave it.',
  );

/** The maximum length of a DynamoDB sort key, in bytes. */
const maxKeyBytes = 1024;

/**
 * Checks that a position lies in the sort key range of its list. A cursor's digest is no secret, so a position may be
 * forged. One outside the range would reach other rows of the partition, or DynamoDB would refuse the range.
 * @throws Problem `invalid_cursor`
 */
export const checkPosition = (position: string, from: string, to: string): string => {
  if (position < from || position > to || Buffer.byteLength(position) > maxKeyBytes) throw invalidCursor();
  return position;
};
