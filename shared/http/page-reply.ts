import type { Page } from '#shared/data/table/page.ts';
import type { Principal } from '#shared/domain/access/principal.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { answer, type Reply } from './reply.ts';

/**
 * The `Link` header (RFC 8288) to the next page of a list, if there is one.
 * @param path of the request
 */
export const nextLink = (
  path: string,
  query: Readonly<Record<string, unknown>>,
  nextCursor: string | null,
): Record<string, string> => {
  if (nextCursor === null) return {};
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && name !== 'cursor') search.set(name, String(value));
  }
  search.set('cursor', nextCursor);
  return { link: `<${path}?${search}>; rel="next"` };
};

/** The page of a list whose filter cannot match anything. */
export const emptyPage: Page<never> = { rows: [], position: null };

type Context = {
  readonly principal: Principal;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>> & { readonly cursor?: string | undefined };
};

/**
 * 200 with a page of a list, and the `Link` to the next one.
 * @param list its name in the answer, and what its cursors are bound to besides the organisation and the reader
 * @param read reads the rows after a position, as the answer shows them; null: from the start
 * @throws Problem `invalid_cursor`
 */
export const pageReply = async (
  { principal, path, query }: Context,
  list: { readonly operation: string; readonly name: string; readonly filters: readonly unknown[] },
  read: (after: string | null) => Promise<Page<unknown>>,
): Promise<Reply> => {
  // What a page holds depends on who reads it.
  const scope = [list.operation, principal.organization.id, principal.id, ...list.filters];
  const page = await read(readCursor(scope, query.cursor));
  const nextCursor = writeCursor(scope, page.position);
  return answer({ [list.name]: page.rows, nextCursor }, nextLink(path, query, nextCursor));
};
