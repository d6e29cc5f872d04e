/**
 * The `Link` header of a list (RFC 8288) where there is a next page, with the same query.
 * @param path the path as it was called
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
