import { foldName } from './fold-name.ts';

/** Only this many characters and names are compared, which bounds the work. */
const comparedLength = 60;
const maxCompared = 5000;

/** The Levenshtein distance: insertions, deletions and replacements. */
const editDistance = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
};

const lastPart = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

/**
 * Names that a person may have meant instead of a missing one. Names that differ only in case come first, then names
 * with the same last part (`main` and `release/main`), then the rest by edit distance. Names with little in common are
 * left out; equals are in alphabetical order.
 * @returns at most 3
 */
export const nearestNames = (missing: string, names: Iterable<string>): readonly string[] => {
  const wanted = foldName(missing);
  const short = wanted.slice(0, comparedLength);
  const ranked: { readonly name: string; readonly rank: number }[] = [];
  let compared = 0;
  for (const name of new Set(names)) {
    if (name === missing) continue;
    const folded = foldName(name);
    if (folded === wanted) ranked.push({ name, rank: -2 });
    else if (lastPart(folded) === lastPart(wanted)) ranked.push({ name, rank: -1 });
    else if (compared < maxCompared) {
      compared += 1;
      const other = folded.slice(0, comparedLength);
      const rank = editDistance(short, other);
      // Up to two thirds may differ: `master` counts as near to `main`, `production` not to `staging`.
      if (rank * 3 <= Math.max(short.length, other.length) * 2) ranked.push({ name, rank });
    }
  }
  return ranked
    .sort((one, other) => one.rank - other.rank || (one.name < other.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
};
