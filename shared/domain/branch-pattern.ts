import { accept, type Ruled, refuse } from './refusal.ts';

type Token = { readonly wild: 'none'; readonly text: string } | { readonly wild: 'segment' | 'any' };

const tokens = (pattern: string): Token[] => {
  const list: Token[] = [];
  for (const part of pattern.split(/(\*+)/)) {
    if (part === '') continue;
    if (part === '*') list.push({ wild: 'segment' });
    else if (part.startsWith('*')) list.push({ wild: 'any' });
    else for (const text of part) list.push({ wild: 'none', text });
  }
  return list;
};

/** Whether a pattern names exactly one branch or tag. */
export const isExact = (pattern: string): boolean => !pattern.includes('*');

/**
 * Matches a whole branch or tag name: `*` is any run without `/`, `**` any run, both may be empty. Every state of the
 * pattern is carried along at once, so that the time is the product of the two lengths at most (250 × 250), whatever the
 * pattern: there is no backtracking to explode (CVE-2026-27904).
 * @param name without `refs/heads/`, compared by exact code points
 */
export const matchesPattern = (pattern: string, name: string): boolean => {
  if (isExact(pattern)) return pattern === name;
  const list = tokens(pattern);
  let states = new Set<number>();
  const reach = (into: Set<number>, state: number): void => {
    let next = state;
    into.add(next);
    // A wildcard may be empty: what follows it is reached too.
    while (next < list.length && list[next]?.wild !== 'none') {
      next += 1;
      into.add(next);
    }
  };
  reach(states, 0);
  for (const character of name) {
    const following = new Set<number>();
    for (const state of states) {
      const token = list[state];
      if (token === undefined) continue;
      if (token.wild === 'none') {
        if (token.text === character) reach(following, state + 1);
      } else if (token.wild === 'any' || character !== '/') reach(following, state);
    }
    if (following.size === 0) return false;
    states = following;
  }
  return states.has(list.length);
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
