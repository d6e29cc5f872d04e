import { vi } from 'vitest';

const minuteMs = 60_000;

/** Runs `work` with the service's clock ahead of the real one; timers keep the real time. */
export const minutesLater = async <T>(minutes: number, work: () => Promise<T>): Promise<T> => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * minuteMs });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
};
