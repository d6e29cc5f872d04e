import type { Measured } from '#shared/contract/metrics.ts';
import { Problem } from '#shared/contract/problem.ts';

const ofProviders: readonly string[] = ['provider_failed', 'provider_rate_limited', 'provider_credential_rejected'];

/** Counts an error where a provider's API caused it; null for every other one. */
export const providerErrors = (error: unknown): Measured | null =>
  error instanceof Problem && ofProviders.includes(error.code)
    ? { values: { ProviderErrors: 1 }, by: { outcome: error.code } }
    : null;
