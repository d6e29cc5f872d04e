import { Problem } from '#shared/contract/problem.ts';

/** A page of a list. `position` is where the next one begins: the sort key of the last row, or null at the end. */
export type Page<R> = { readonly rows: readonly R[]; readonly position: string | null };

/** The problem of a cursor that is not one of its list. */
export const invalidCursor = (): Problem =>
  new Problem(
    'invalid_cursor',
    'The cursor is not one of this list. Begin again without it, or repeat the query that gave it.',
  );

/** The longest sort key that DynamoDB takes, in bytes. */
const mostKeyBytes = 1024;

/**
 * Holds a position to the range of sort keys that its list reads. A cursor's digest is no secret, so that a position may
 * be made up: one outside would reach other rows of the partition, or be refused by DynamoDB as no range at all.
 * @throws Problem `invalid_cursor`
 */
export const within = (position: string, from: string, to: string): string => {
  if (position < from || position > to || Buffer.byteLength(position) > mostKeyBytes) throw invalidCursor();
  return position;
};
