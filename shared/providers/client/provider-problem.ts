import { Problem } from '#shared/contract/problem.ts';
import type { Provider } from '#shared/contract/repository.ts';
import { cutText, textLimits } from '#shared/contract/text-limits.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';
import { describeFailure } from '#shared/network/describe-failure.ts';
import { mayPass, networkFault } from '#shared/network/network-fault.ts';

/** The provider's text, shortened and on one line, since it is untrusted. */
const quoted = (words: string | null): string => {
  const text = cutText((words ?? '').replace(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ').trim(), textLimits.words);
  return text === '' ? '' : ` It says: "${text}".`;
};

/** Timeout, conflict, locked, too early: a later try may succeed. */
const transient4xx: readonly number[] = [408, 409, 423, 425];

/** The problems of a provider's API, each with its text. */
export const providerProblem = {
  /** The credential is refused or lacks a right. @param needs what it needs, as a sentence */
  credentialRejected: (
    provider: Provider,
    status: number,
    needs: string,
    words: string | null,
    cause?: unknown,
  ): Problem =>
    new Problem(
      'provider_credential_rejected',
      `${providerProfiles[provider].name} answered ${status} to the credential in the provider settings.${quoted(words)} ${needs}`,
      { cause },
    ),

  rateLimited: (provider: Provider, retryAfterSeconds: number, cause?: unknown): Problem =>
    new Problem(
      'provider_rate_limited',
      `${providerProfiles[provider].name} limits the requests of this credential. Try again in ${retryAfterSeconds} seconds.`,
      { retryAfterSeconds, cause },
    ),

  /** No answer, 5xx, or an undocumented answer. @param what completes "GitHub could not …" */
  failed: (provider: Provider, what: string, why: string, words: string | null, cause?: unknown): Problem =>
    new Problem(
      'provider_failed',
      `${providerProfiles[provider].name} could not ${what}: ${why}.${quoted(words)} Try again in a moment.`,
      { retryAfterSeconds: 30, cause },
    ),

  /**
   * There was no answer: why, and what to do about it.
   * @param error what the call threw; its codes are read, its texts are not
   * @param cause the error, without secrets
   */
  unanswered: (provider: Provider, what: string, apiUrl: string, error: unknown, cause: unknown): Problem => {
    const isPassing = mayPass(networkFault(error));
    return new Problem(
      'provider_failed',
      `${providerProfiles[provider].name} could not ${what}: ${new URL(apiUrl).host} ${describeFailure(error)}. ${isPassing ? 'Try again in a moment.' : 'Trying again does not help until this is fixed.'}`,
      { ...(isPassing ? { retryAfterSeconds: 30 } : {}), cause },
    );
  },

  /** Any other status. A status from 400 to 499 means that the request is at fault, so retrying does not help. */
  answered: (provider: Provider, what: string, status: number, words: string | null): Problem =>
    status < 400 || status >= 500 || transient4xx.includes(status)
      ? providerProblem.failed(provider, what, `it answered ${status}`, words)
      : new Problem(
          'provider_failed',
          `${providerProfiles[provider].name} could not ${what}: it answered ${status}.${quoted(words)} Trying again does not help until this is fixed.`,
        ),

  keyInUse: (provider: Provider, settingsUrl: string, cause?: unknown): Problem =>
    new Problem(
      'deploy_key_in_use',
      `${providerProfiles[provider].name} says that this deploy key is in use by another repository. Regenerate the key, or remove it there: ${settingsUrl}`,
      { cause },
    ),
} as const;
