/**
 * Two names that fold to the same text are the same name: NFKC, then case-folded. Upper case first, since only that
 * joins `ß` with `SS` as Unicode's full case folding does.
 */
export const foldName = (name: string): string => name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
