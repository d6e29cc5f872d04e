/**
 * Two names that fold to the same text are the same name: NFKC, then case-folded. Upper case in between, since only
 * that joins `ß` with `SS` as Unicode's full case folding does; lower case before it, since `ẞ` is upper case already.
 */
export const foldName = (name: string): string =>
  name.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC');
