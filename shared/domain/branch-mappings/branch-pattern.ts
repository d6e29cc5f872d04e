import { accept, type RuleResult, refuse } from '#shared/domain/rule-result.ts';

/** The pattern as bit sets: bit n means "the first n literal characters are matched". */
type Automaton = {
  /** By character: the states from which this character leads to the next state. */
  readonly literal: ReadonlyMap<string, bigint>;
  /** The states that any character keeps, and those that any character except a slash keeps. */
  readonly any: bigint;
  readonly segment: bigint;
  /** The states, just reached, from which the slash of a `**` + `/` may be missing. */
  readonly skip: bigint;
  readonly end: bigint;
};

/** @param isPath `**` between slashes, or before the first one, also stands for no folder at all */
const automatonOf = (pattern: string, isPath: boolean): Automaton => {
  const literal = new Map<string, bigint>();
  let [any, segment, skip, state] = [0n, 0n, 0n, 1n];
  let [before, isFolders] = ['/', false];
  for (const part of pattern.split(/(\*+)/)) {
    if (part === '*') segment |= state;
    else if (part.startsWith('*')) any |= state;
    else {
      if (isPath && isFolders && part.startsWith('/')) skip |= state;
      for (const character of part) {
        literal.set(character, (literal.get(character) ?? 0n) | state);
        state <<= 1n;
      }
    }
    isFolders = part.startsWith('**') && before === '/';
    before = part.at(-1) ?? before;
  }
  return { literal, any, segment, skip, end: state };
};

const matches = ({ literal, any, segment, skip, end }: Automaton, name: string): boolean => {
  let states = 1n | ((1n & skip) << 1n);
  for (const character of name) {
    const led = (states & (literal.get(character) ?? 0n)) << 1n;
    states = led | ((led & skip) << 1n) | (states & (character === '/' ? any : any | segment));
    if (states === 0n) return false;
  }
  return (states & end) !== 0n;
};

/** Whether a pattern names exactly one branch or tag. */
export const isExact = (pattern: string): boolean => !pattern.includes('*');

/**
 * Matches a whole branch or tag name. `*` matches any text without `/`, `**` matches any text; both match the empty
 * text. All states of the pattern are tracked at once as bits (Baeza-Yates and Gonnet, "A new approach to text
 * searching"), so each character takes one step, whatever the pattern. Without backtracking, no pattern can take
 * exponential time (CVE-2026-27904).
 * @param name without `refs/heads/`, compared by exact code points
 */
export const matchesPattern = (pattern: string, name: string): boolean =>
  isExact(pattern) ? pattern === name : matches(automatonOf(pattern, false), name);

/**
 * Matches the path of a file as `matchesPattern` matches a name, and as gitignore reads `**`: a leading `**` + `/`, or
 * `/` + `**` + `/`, also stands for no folder, so `**` + `/*.py` matches a file at the root.
 */
export const matchesPath = (pattern: string, path: string): boolean =>
  isExact(pattern)
    ? pattern === path
    : matches(automatonOf(pattern.replace(/(?<!\*)(?:\*\*+\/)+/g, '**/'), true), path);

/**
 * Checks a configured pattern: at most 250 characters, none of `? [ ] { }`, and a name that git accepts once each
 * wildcard is replaced by text.
 * @param isRefName git's rule for names (shared/contract/ref-name.ts)
 * @param pointer to the field of the request
 */
export const checkPattern = (
  pattern: string,
  isRefName: (name: string) => boolean,
  pointer = '#/branchPattern',
): RuleResult<string> => {
  if (/[?[\]{}]/.test(pattern)) {
    return refuse(
      'validation_failed',
      'must not hold ? [ ] { or }: use * for any run without a slash and ** for any run',
      pointer,
    );
  }
  if (pattern.startsWith('refs/')) {
    return refuse('validation_failed', 'must be the short name, for instance main instead of refs/heads/main', pointer);
  }
  if (!isRefName(pattern.replace(/\*+/g, 'x'))) {
    return refuse('validation_failed', 'must be a branch or tag name that git accepts, * and ** allowed', pointer);
  }
  return accept(pattern);
};
