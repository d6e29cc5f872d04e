import type { RemoteHead } from './remote-heads.ts';

/** Digits count as numbers: v9 comes before v10. */
const byName = new Intl.Collator('en', { numeric: true });

/**
 * Sorts heads that no delivery reported into the order in which they are queued: by the date of the tag or commit, so that
 * the newest one of each environment comes last. If a date is not known, or two are equal, v9 comes before v10.
 * Source: docs/design/branch-order.md, "Several lost refs".
 * @param dates seconds since the epoch by full ref: of the tagger, or of the commit for a branch and a plain tag
 */
export const inOrderOfDates = (
  heads: readonly RemoteHead[],
  dates: ReadonlyMap<string, number>,
): readonly RemoteHead[] => {
  const known = heads.every(({ ref }) => dates.has(ref));
  return heads.toSorted((one, other) => {
    const apart = known ? (dates.get(one.ref) ?? 0) - (dates.get(other.ref) ?? 0) : 0;
    return apart !== 0 ? apart : byName.compare(one.ref, other.ref);
  });
};

/**
 * The refs whose dates are needed: those of environments with several new heads, at most `max`. Elsewhere the order does not
 * matter.
 */
export const refsToDate = (heads: readonly RemoteHead[], max: number): readonly string[] => {
  const byEnvironment = Map.groupBy(heads, ({ mapping }) => mapping.environmentId);
  return [...byEnvironment.values()]
    .filter((group) => group.length > 1)
    .flat()
    .map(({ ref }) => ref)
    .slice(0, max);
};
