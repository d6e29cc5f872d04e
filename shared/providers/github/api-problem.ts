import type { Problem } from '../../contract/problem.ts';
import { providerProblem } from '../provider-problem.ts';
import { type ApiAnswer, header, wordsOf } from './api-answer.ts';
import type { SecretWords } from './secret-words.ts';

/** What was asked, in words: `what` completes "GitHub could not …", `needs` says what the credential needs for it. */
export type Purpose = { readonly what: string; readonly needs: string };

/** A limit is over after an hour at most. Without a header GitHub asks for a minute. Source: providers.md §1.4. */
const longestWait = 3600;
const usualWait = 60;

const isRateLimit = (answer: ApiAnswer, words: string): boolean =>
  answer.status === 429 ||
  (answer.status === 403 &&
    (header(answer, 'x-ratelimit-remaining') === '0' ||
      header(answer, 'retry-after') !== '' ||
      /rate limit|abuse detection/i.test(words)));

const waitOf = (answer: ApiAnswer): number => {
  const told = Number.parseInt(header(answer, 'retry-after'), 10);
  const reset = Number.parseInt(header(answer, 'x-ratelimit-reset'), 10) - Date.now() / 1000;
  const used = header(answer, 'x-ratelimit-remaining') === '0';
  const wait = told > 0 ? told : used && reset > 0 ? reset : usualWait;
  return Math.min(Math.ceil(wait), longestWait);
};

/** The permissions that GitHub itself names, for instance `administration=write`. */
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
 * The problem of a refusal. A private thing without access answers 404, never 403, and a limit answers 403 as often as
 * 429. Source: reference/providers.md §1.4.
 */
export const problemOf = (purpose: Purpose, answer: ApiAnswer, secrets: SecretWords): Problem => {
  const words = secrets.strike(wordsOf(answer));
  if (isRateLimit(answer, words)) return providerProblem.rateLimited('github', waitOf(answer));
  switch (answer.status) {
    case 401:
      return providerProblem.credentialRejected('github', 401, 'Set one that is valid.', words);
    case 403:
    case 404:
      return providerProblem.credentialRejected('github', answer.status, needsOf(answer, purpose.needs, words), words);
    default:
      return providerProblem.failed('github', purpose.what, `it answered ${answer.status}`, words);
  }
};
