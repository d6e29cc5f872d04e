import { execFile } from 'node:child_process';
import fc from 'fast-check';

export const gitAccepts = (name: string): Promise<boolean> =>
  new Promise((resolve) => {
    execFile('git', ['check-ref-format', `refs/heads/${name}`], (error) => resolve(error === null));
  });

// What oCore refuses although git takes it.
export const refusedBesides = (name: string): boolean =>
  name === '@' ||
  name.length > 250 ||
  name.startsWith('-') ||
  /[\u0080-\u009f\p{Bidi_Control}\u200b-\u200d\ufeff]/u.test(name);

// Pieces that git's rules are about, so that most names come near a border of one.
const piece = fc.constantFrom(
  ...['a', 'main', 'Z9', '.', '..', '/', '//', '.lock', '.LOCK', 'lock', '@', '@{', '{', '}', '-', '_', '~', '^', ':'],
  ...['?', '*', '[', ']', '\\', ' ', '\t', '\u007f', '\u0080', '\u202e', '\u200b', 'é', 'e\u0301', '奥', '🚀'],
  ...['"', "'", '$', '`', ';', '&', '|', '<', '>', '(', '#', '%', '+', '=', ',', '!'],
);

export const name = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));

export const inBatches = async <T, R>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const done: R[] = [];
  for (let from = 0; from < items.length; from += size) {
    done.push(...(await Promise.all(items.slice(from, from + size).map(work))));
  }
  return done;
};
