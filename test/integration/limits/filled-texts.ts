import { seeded } from '#test/fixtures/shuffled.ts';

/** Longer than any limit, and than an item of the table. */
export const huge = 500_000;

const random = seeded(20_261_128);
// Three bytes a UTF-16 unit, and nothing that deflating makes shorter.
const noise = String.fromCharCode(...Array.from({ length: 5000 }, () => 0x4e00 + Math.floor(random() * 0x5000)));

/** A text of so many UTF-16 units that takes as much room as one can; it ends with a character of two units. */
export const textOf = (length: number): string =>
  length < 2 ? 'x'.repeat(length) : `${noise.repeat(Math.ceil(length / noise.length)).slice(0, length - 2)}🦉`;

type Holder = Record<string | number, unknown>;

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** Every text below the top of a value, as its path. */
export const textPaths = function* (value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value === 'string') yield path;
  if (!isHolder(value)) return;
  for (const key of Object.keys(value)) yield* textPaths(value[key], [...path, key]);
};

/** A copy of a value in which one text is another. */
export const withText = <T>(value: T, path: readonly string[], text: string): T => {
  const copy = structuredClone(value);
  const last = path.at(-1) ?? '';
  let holder: unknown = copy;
  for (const key of path.slice(0, -1)) holder = isHolder(holder) ? holder[key] : undefined;
  if (!isHolder(holder)) throw new Error(`There is no text at ${path.join('/')}.`);
  holder[last] = text;
  return copy;
};
