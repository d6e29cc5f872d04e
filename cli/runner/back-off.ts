import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds to wait before the next try: full jitter below a doubling limit, at most a minute. */
export const backOffMs = (failures: number, random: () => number = Math.random): number =>
  Math.ceil(random() * Math.min(60_000, 1000 * 2 ** Math.min(failures, 10)));

/** Waits, or returns early when the signal is aborted. */
export const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
};
