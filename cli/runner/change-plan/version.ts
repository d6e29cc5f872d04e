/**
 * An Odoo version as its numbers, with the series in front, as Odoo keeps it in the database: `1.0` is 18.0.1.0 in
 * Odoo 18.0. Null if it is not made of numbers.
 * @param series of the environment; null if unknown
 */
const numbersOf = (version: string, series: string | null): readonly number[] | null => {
  const parts = version.replace(/^saas[-~]/, '').split('.');
  if (!parts.every((part) => /^\d{1,9}$/.test(part))) return null;
  const own = (series ?? '').replace(/^saas[-~]/, '');
  const bare = parts.length <= 3 && series !== null && !`${parts.join('.')}.`.startsWith(`${own}.`);
  return (bare ? [...own.split('.'), ...parts] : parts).map(Number);
};

/**
 * Compares two versions as Odoo does, number by number.
 * @returns below 0 if the first is lower, above 0 if it is higher, null if one of them is not made of numbers
 */
export const compareVersions = (one: string, other: string, series: string | null): number | null => {
  const [left, right] = [numbersOf(one, series), numbersOf(other, series)];
  if (left === null || right === null) return null;
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};
