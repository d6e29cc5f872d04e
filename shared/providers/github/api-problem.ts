import type { Problem } from '#shared/contract/problem.ts';
import { providerProblem } from '#shared/providers/client/provider-problem.ts';
import { retryAfter } from '#shared/providers/client/retry-after.ts';
import { type ApiAnswer, header, wordsOf } from './api-answer.ts';
import type { SecretWords } from './secret-words.ts';

/**
 * The purpose of a request, for messages: `what` completes "GitHub could not …", `needs` says what the credential
 * needs.
 */
export type Purpose = { readonly what: string; readonly needs: string };

const isRateLimit = (answer: ApiAnswer, words: string): boolean =>
  answer.status === 429 ||
  (answer.status === 403 &&
    (header(answer, 'x-ratelimit-remaining') === '0' ||
      header(answer, 'retry-after') !== '' ||
      /rate limit|abuse detection/i.test(words)));

/** The reset time of the window counts only if the window is used up. */
const waitOf = (answer: ApiAnswer): number => {
  const isUsedUp = header(answer, 'x-ratelimit-remaining') === '0';
  const names = isUsedUp ? ['retry-after', 'x-ratelimit-reset'] : ['retry-after'];
  const waitHeaders = names
    .map((name): [string, string] => [name, header(answer, name)])
    .filter(([, value]) => value !== '');
  return retryAfter(new Headers(waitHeaders), Date.now());
};

/** The permissions that GitHub asks for, for instance `administration=write`. */
const asked = (answer: ApiAnswer): string => {
  const text = header(answer, 'x-accepted-github-permissions');
  return /^[a-z_=,; ]{1,200}$/.test(text) ? ` GitHub asks for: ${text}.` : '';
};

const needsOf = (answer: ApiAnswer, needs: string, words: string): string => {
  if (header(answer, 'x-github-sso').startsWith('required')) {
    return "The organisation asks for single sign-on: open the token in GitHub's settings, choose Configure SSO and authorize it.";
  }
  if (/archived/i.test(words)) return 'An archived repository takes no change: unarchive it at GitHub.';
  return `${needs}${asked(answer)}`;
};

/**
 * The problem of a refused request. GitHub answers 404, never 403, for private objects without access, and 403 or 429
 * for rate limits. Source: docs/design/providers.md, "GitHub: calling the API".
 */
export const problemOfAnswer = (purpose: Purpose, answer: ApiAnswer, secrets: SecretWords): Problem => {
  const said = wordsOf(answer);
  if (isRateLimit(answer, said)) return providerProblem.rateLimited('github', waitOf(answer));
  const words = secrets.strike(said);
  switch (answer.status) {
    case 401: {
      const needs = `Set one that is valid. ${purpose.needs}`;
      return providerProblem.credentialRejected('github', 401, needs, words);
    }
    case 403:
    case 404:
      return providerProblem.credentialRejected('github', answer.status, needsOf(answer, purpose.needs, said), words);
    default:
      return providerProblem.answered('github', purpose.what, answer.status, words);
  }
};
