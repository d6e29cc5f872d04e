import { setTimeout } from 'node:timers/promises';

/** Which failures are tried again, how often, and after which pause. */
export type RetryPolicy<T> = {
  /** The maximum number of attempts, the first included. */
  readonly attempts: number;
  /** Milliseconds since the epoch. After it, no further attempt is made. */
  readonly deadline?: number;
  readonly retries: (error: unknown) => boolean;
  /** Milliseconds before the next attempt. @param attempt the number of the one that failed, from 1 */
  readonly pauseMs: (attempt: number, error: unknown) => number;
  /** Gives the result, or throws, after the last attempt failed. Without it, the last error is thrown. */
  readonly giveUp?: (error: unknown) => T;
};

/** The time, and waiting for it; replaced in tests. */
export type Clock = { readonly now: () => number; readonly sleep: (ms: number) => Promise<unknown> };

const systemClock: Clock = { now: () => Date.now(), sleep: (ms) => setTimeout(ms) };

/**
 * Full jitter: a random time from zero to a limit that doubles with each attempt, so that competing writers do not
 * retry together.
 * @param firstMs half the limit after the first attempt
 * @returns the pause in milliseconds after the given attempt
 */
export const fullJitter =
  (firstMs: number, maxMs: number) =>
  (attempt: number): number =>
    Math.random() * Math.min(maxMs, firstMs * 2 ** attempt);

/** Repeats work that may succeed a moment later. @throws what the work throws, and what `giveUp` throws */
export const retry = async <T>(
  work: () => Promise<T>,
  policy: RetryPolicy<T>,
  clock: Clock = systemClock,
): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!policy.retries(error)) throw error;
      if (attempt === policy.attempts || (policy.deadline !== undefined && clock.now() > policy.deadline)) {
        if (policy.giveUp === undefined) throw error;
        return policy.giveUp(error);
      }
      const ms = policy.pauseMs(attempt, error);
      if (ms > 0) await clock.sleep(ms);
    }
  }
};
