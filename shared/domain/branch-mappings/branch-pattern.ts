import { accept, type Ruled, refuse } from '#shared/domain/refusal.ts';

/** One bit per number of a pattern's literal characters: bit n stands for "n of them are matched". */
type Automaton = {
  /** By character: the states that it leads on from. */
  readonly literal: ReadonlyMap<string, bigint>;
  /** The states that stay at any character, and those that stay at any but a slash. */
  readonly any: bigint;
  readonly segment: bigint;
  readonly end: bigint;
};

const automatonOf = (pattern: string): Automaton => {
  const literal = new Map<string, bigint>();
  let [any, segment, state] = [0n, 0n, 1n];
  for (const part of pattern.split(/(\*+)/)) {
    if (part === '*') segment |= state;
    else if (part.startsWith('*')) any |= state;
    else {
      for (const character of part) {
        literal.set(character, (literal.get(character) ?? 0n) | state);
        state <<= 1n;
      }
    }
  }
  return { literal, any, segment, end: state };
};

/** Whether a pattern names exactly one branch or tag. */
export const isExact = (pattern: string): boolean => !pattern.includes('*');

/**
 * Matches a whole branch or tag name: `*` is any run without `/`, `**` any run, both may be empty. Every state of the
 * pattern is carried along at once, as bits (Baeza-Yates and Gonnet, "A new approach to text searching"): one step for each
 * character of the name, whatever the pattern. There is no backtracking to explode (CVE-2026-27904).
 * @param name without `refs/heads/`, compared by exact code points
 */
export const matchesPattern = (pattern: string, name: string): boolean => {
  if (isExact(pattern)) return pattern === name;
  const { literal, any, segment, end } = automatonOf(pattern);
  let states = 1n;
  for (const character of name) {
    const led = (states & (literal.get(character) ?? 0n)) << 1n;
    states = led | (states & (character === '/' ? any : any | segment));
    if (states === 0n) return false;
  }
  return (states & end) !== 0n;
};

/**
 * Checks a pattern that someone configures: at most 250 characters, without `? [ ] { }`, and a name that git accepts when
 * its wildcards stand for text.
 * @param isRefName git's rule for names (shared/contract/ref-name.ts)
 */
export const checkPattern = (pattern: string, isRefName: (name: string) => boolean): Ruled<string> => {
  if (/[?[\]{}]/.test(pattern)) {
    return refuse(
      'validation_failed',
      'must not hold ? [ ] { or }: use * for any run without a slash and ** for any run',
      '#/branchPattern',
    );
  }
  if (!isRefName(pattern.replace(/\*+/g, 'x'))) {
    return refuse(
      'validation_failed',
      'must be a branch or tag name that git accepts, * and ** allowed',
      '#/branchPattern',
    );
  }
  return accept(pattern);
};
