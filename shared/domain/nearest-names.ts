import { foldName } from './fold-name.ts';

/** Names are compared by their first characters only, and only so many of them, so that the work has a bound. */
const comparedLength = 60;
const mostCompared = 5000;

/** Insertions, deletions and replacements that lead from one text to the other (Levenshtein). */
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
 * The names that a person may have meant instead of one that does not exist: first those that differ by case alone, then
 * those whose last part is the same (`main` and `release/main`), then by edit distance; those that have hardly anything
 * in common are left out. Of equals the alphabetically first comes first.
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
    else if (compared < mostCompared) {
      compared += 1;
      const other = folded.slice(0, comparedLength);
      const rank = editDistance(short, other);
      // Two thirds: `master` is still near to `main`, `production` is not to `staging`.
      if (rank * 3 <= Math.max(short.length, other.length) * 2) ranked.push({ name, rank });
    }
  }
  return ranked
    .sort((one, other) => one.rank - other.rank || (one.name < other.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
};
