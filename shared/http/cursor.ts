import { createHash } from 'node:crypto';
import { invalidCursor } from '#shared/data/table/page.ts';

const digestOf = (query: readonly unknown[], position: string): string =>
  createHash('sha256')
    .update(JSON.stringify([query, position]))
    .digest('base64url')
    .slice(0, 16);

/**
 * Writes the cursor of the next page: the sort position and a digest that binds it to its query. It needs no secret:
 * the partition always comes from the principal, so an edited cursor cannot reach other data.
 * @param query identifies the list: the operation, the organisation and the filters
 */
export const writeCursor = (query: readonly unknown[], position: string | null): string | null =>
  position === null ? null : Buffer.from(`${digestOf(query, position)}${position}`).toString('base64url');

/**
 * Reads a cursor.
 * @throws Problem `invalid_cursor` if it was edited or belongs to another query
 */
export const readCursor = (query: readonly unknown[], cursor: string | undefined): string | null => {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString();
  const position = text.slice(16);
  if (Buffer.from(text).toString('base64url') !== cursor || text.slice(0, 16) !== digestOf(query, position)) {
    throw invalidCursor();
  }
  return position;
};
