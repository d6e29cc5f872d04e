import { Problem } from '#shared/contract/problem.ts';
import { isPermanent } from './provider-side.ts';

/** How long a failing provider is asked again before the step is left to a person. */
const patienceMs = 3_600_000;

/** Whether a failure ends a step: what the provider refuses for good, or a fault that does not pass. */
export type EndsStep = (error: unknown) => error is Problem;

/**
 * The failures that end a step.
 * @param since when the step began @param now RFC 3339, both
 * Source: docs/design/connecting.md, "A provider that refuses".
 */
export const endsStep =
  (since: string, now: string): EndsStep =>
  (error): error is Problem => {
    const isLate = Date.parse(now) - Date.parse(since) > patienceMs;
    return isPermanent(error) || (isLate && error instanceof Problem && error.code !== 'conflict');
  };

/** The result of a call, or the failure that ends the step. */
export type Attempt<T> = { readonly done: T; readonly error: null } | { readonly done: null; readonly error: Problem };

/** Makes a call of a step. @throws a failure that does not end the step */
export const attempted = async <T>(work: () => Promise<T>, ends: EndsStep): Promise<Attempt<T>> => {
  try {
    return { done: await work(), error: null };
  } catch (error) {
    if (ends(error)) return { done: null, error };
    throw error;
  }
};
