import { type Client, jsonOf } from '#shared/client/client.ts';

/** An answer, read and as it came. */
export type Answer = { readonly body: unknown; readonly raw: string };

type Page = Readonly<Record<string, unknown>> & { readonly nextCursor?: string | null };

const listOf = (page: Page): string => Object.keys(page).find((name) => Array.isArray(page[name])) ?? '';

/** All pages of a list as one answer of its form, whose `nextCursor` is null. */
export const allPages = async (
  client: Client,
  path: string,
  query: Readonly<Record<string, unknown>>,
): Promise<Answer> => {
  const rows: unknown[] = [];
  let cursor: string | null | undefined;
  let page: Page;
  do {
    const given = { limit: 100, ...query, ...(cursor == null ? {} : { cursor }) };
    page = jsonOf(await client.request('GET', path, { query: given })) as Page;
    rows.push(...(page[listOf(page)] as readonly unknown[]));
    cursor = page.nextCursor;
  } while (cursor != null);
  const body = { ...page, [listOf(page)]: rows, nextCursor: null };
  return { body, raw: JSON.stringify(body) };
};

/** Whether a list goes on after its answer. */
export const isCut = (body: unknown): boolean => (body as Page).nextCursor != null;
