import * as z from 'zod/mini';
import { textLimits } from './text-limits.ts';

// Git's rules (git-check-ref-format(1)): no control characters, space, ~ ^ : ? * [ \, no "..", "@{", "//", no leading
// or trailing "/", no trailing ".", no component that begins with "." or ends with ".lock". oCore also refuses a
// leading "-", because a name becomes an argument of git, characters that reorder or hide text, and lone surrogates.
const forbidden = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b-\u200d\ufeff ~^:?*[\\]|\.\.|@\{|\/\//u;

/**
 * Whether git and oCore accept a configured branch or tag name (without `refs/heads/`).
 * Source: git-check-ref-format(1); docs/design/security-model.md, "Branch names".
 */
export const isRefName = (name: string): boolean =>
  name.length > 0 &&
  name.length <= textLimits.refName &&
  name !== '@' &&
  !forbidden.test(name) &&
  !name.startsWith('-') &&
  !name.startsWith('/') &&
  !name.endsWith('/') &&
  !name.endsWith('.') &&
  name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));

/** What a full ref is refused with: stored as a branch it would match nothing. */
export const shortNameAdvice = 'must be the short name, for instance main instead of refs/heads/main';

/** Whether a name is a full ref, such as `refs/heads/main`. Git allows a branch of that name, but nobody means it. */
export const isFullRef = (name: string): boolean => name.startsWith('refs/');

/** A branch or tag name in a request. */
export const RefName = z.string().check(
  z.refine(isRefName, {
    error: 'must be a branch or tag name that git accepts, at most 250 characters',
    abort: true,
  }),
  z.refine((name) => !isFullRef(name), shortNameAdvice),
);
