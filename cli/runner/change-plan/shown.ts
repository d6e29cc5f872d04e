// Control characters steer a terminal, and characters that reorder text let a name lie.
const unsafe = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu;

/** A text of the repository, fit to be shown in a log or on a page: one line of at most `length` characters. */
export const shown = (text: string, length: number): string => {
  const clean = text.replace(unsafe, '?');
  return clean.length <= length ? clean : `${clean.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
};
