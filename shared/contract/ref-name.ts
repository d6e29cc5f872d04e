import * as z from 'zod/mini';
import { textLimits } from './text-limits.ts';

// No control character, space, ~ ^ : ? * [ \, no "..", "@{", "//".
const refused = /(?![\u0080-\u009f])\p{Cc}|[ ~^:?*[\\]|\.\.|@\{|\/\//u;

/**
 * Whether git can have a ref, or a part of one such as a branch name.
 * Source: git-check-ref-format(1).
 */
export const isGitRef = (name: string): boolean =>
  name.length > 0 &&
  name !== '@' &&
  !refused.test(name) &&
  !name.startsWith('/') &&
  !name.endsWith('/') &&
  !name.endsWith('.') &&
  name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));

// Characters that reorder or hide text, further control characters, and lone surrogates.
const unsafe = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b-\u200d\ufeff]/u;

/**
 * Whether git and oCore accept a configured branch or tag name (without `refs/heads/`). oCore also refuses a leading
 * "-", because a name becomes an argument of git.
 * Source: git-check-ref-format(1); docs/design/security-model.md, "Branch names".
 */
export const isRefName = (name: string): boolean =>
  name.length <= textLimits.refName && isGitRef(name) && !unsafe.test(name) && !name.startsWith('-');

/** The advice for a full ref in place of a short name: stored as a branch, it would match nothing. */
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
