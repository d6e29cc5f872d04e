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
