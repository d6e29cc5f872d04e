// Control characters can manipulate a terminal, and bidirectional characters can disguise a name.
const unsafe = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu;

/** Makes a text of the repository safe for logs and pages: one line of at most `length` characters. */
export const shown = (text: string, length: number): string => {
  const clean = text.replace(unsafe, '?');
  return clean.length <= length ? clean : `${clean.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
};

/** Lists the first names and the number of the others: `a, b and 3 more`. */
export const enumerated = (names: readonly string[], limit: number): string =>
  names.length <= limit ? names.join(', ') : `${names.slice(0, limit).join(', ')} and ${names.length - limit} more`;
