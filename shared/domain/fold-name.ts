/**
 * Two names that fold to the same text are the same name: NFKC, then case folding. The step through upper case joins
 * `ß` with `SS`, as Unicode's full case folding does. The lower case before it handles `ẞ`, which is upper case
 * already.
 */
export const foldName = (name: string): string =>
  name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC');
