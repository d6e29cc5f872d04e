import { Problem } from '#shared/contract/problem.ts';
import type { Provider } from '#shared/contract/repository.ts';
import { cutText, textLimits } from '#shared/contract/text-limits.ts';
import { providerProfiles } from '#shared/domain/repository/provider-profile.ts';

/** A provider's own words, short and on one line: they are untrusted text. */
const quoted = (words: string | null): string => {
  const text = cutText((words ?? '').replace(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ').trim(), textLimits.words);
  return text === '' ? '' : ` It says: "${text}".`;
};

/** Too slow, in conflict, locked, too early: another time it may be otherwise. */
const passing4xx: readonly number[] = [408, 409, 423, 425];

/** The problems that a provider's API can end in, one way each of saying them. */
export const providerProblem = {
  /** The credential is refused, or it may not do this. @param needs what it needs, as a sentence */
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
      { headers: { 'retry-after': String(retryAfterSeconds) }, cause },
    ),

  /** No answer, 5xx, or an answer that is not what the provider documents. @param what what was asked of it */
  failed: (provider: Provider, what: string, why: string, words: string | null, cause?: unknown): Problem =>
    new Problem(
      'provider_failed',
      `${providerProfiles[provider].name} could not ${what}: ${why}.${quoted(words)} Try again in a moment.`,
      { headers: { 'retry-after': '30' }, cause },
    ),

  /** A status other than those above. What was sent is at fault where it is of the 400s: that does not pass. */
  answered: (provider: Provider, what: string, status: number, words: string | null): Problem =>
    status < 400 || status >= 500 || passing4xx.includes(status)
      ? providerProblem.failed(provider, what, `it answered ${status}`, words)
      : new Problem(
          'provider_failed',
          `${providerProfiles[provider].name} could not ${what}: it answered ${status}.${quoted(words)} It will say the same until that is mended.`,
        ),

  keyInUse: (provider: Provider, settingsUrl: string, cause?: unknown): Problem =>
    new Problem(
      'deploy_key_in_use',
      `${providerProfiles[provider].name} says that this deploy key is in use by another repository. Regenerate the key, or remove it there: ${settingsUrl}`,
      { cause },
    ),
} as const;
