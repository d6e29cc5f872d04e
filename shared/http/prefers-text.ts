type Range = { readonly type: string; readonly quality: number };

const rangeOf = (text: string): Range => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { type, quality: quality === undefined ? 1 : Number(quality) };
};

/**
 * Whether a request asks for plain text rather than JSON, which is the default. Of two types with the same quality the
 * first counts: libraries send `application/json, text/plain` and can read both.
 * Source: RFC 9110 §12.5.1.
 * @param accept the Accept header
 */
export const prefersText = (accept: string | undefined): boolean => {
  const ranges = (accept ?? '').split(',').map(rangeOf);
  const at = ranges.findIndex(({ type, quality }) => type === 'text/plain' && quality > 0);
  const text = ranges[at];
  if (text === undefined) return false;
  return !ranges.some(
    ({ type, quality }, index) =>
      type === 'application/json' && (quality > text.quality || (quality === text.quality && index < at)),
  );
};
