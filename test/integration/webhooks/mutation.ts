import { seeded } from '#test/fixtures/shuffled.ts';

/** Numbers in [0, below) that are the same in every run. */
export const seededNumbers = (seed: number): ((below: number) => number) => {
  const random = seeded(seed);
  return (below) => Math.floor(random() * below);
};

type Numbers = ReturnType<typeof seededNumbers>;

const replaced = (bytes: Buffer, start: number, end: number, ...by: readonly Uint8Array[]): Buffer =>
  Buffer.concat([bytes.subarray(0, start), ...by, bytes.subarray(end)]);

const operations: readonly ((bytes: Buffer, other: Buffer, number: Numbers) => Buffer)[] = [
  (bytes, _other, number) => {
    const flipped = Buffer.from(bytes);
    const at = number(bytes.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << number(8));
    return flipped;
  },
  (bytes, _other, number) => bytes.subarray(0, number(bytes.length)),
  (bytes, _other, number) => bytes.subarray(1 + number(bytes.length - 1)),
  (bytes, _other, number) => {
    const at = number(bytes.length + 1);
    return replaced(bytes, at, at, Buffer.from([number(256)]));
  },
  (bytes, _other, number) => {
    const at = number(bytes.length);
    return replaced(bytes, at, at + 1 + number(8));
  },
  (bytes, _other, number) => {
    const swapped = Buffer.from(bytes);
    const [one, two] = [number(bytes.length), number(bytes.length)];
    swapped[one] = bytes[two] ?? 0;
    swapped[two] = bytes[one] ?? 0;
    return swapped;
  },
  (bytes, _other, number) => {
    const at = number(bytes.length);
    const end = at + 1 + number(bytes.length - at);
    return replaced(bytes, end, end, bytes.subarray(at, end));
  },
  (bytes, other, number) => {
    const at = number(bytes.length);
    return replaced(bytes, at, bytes.length, other.subarray(Math.min(at, other.length)));
  },
];

/**
 * Bytes that differ from the given ones: a bit flipped, the end or the beginning cut off, a byte put in, some taken out, two
 * swapped, a part doubled, or the end of another text in the place of their own.
 */
export const mutated = (bytes: Buffer, other: Buffer, number: Numbers): Buffer => {
  for (;;) {
    const changed = operations[number(operations.length)]?.(bytes, other, number) ?? bytes;
    if (!changed.equals(bytes)) return changed;
  }
};
