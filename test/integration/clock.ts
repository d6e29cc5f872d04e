import { setTimeout as sleep } from 'node:timers/promises';
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

/** Runs `work` at one moment of the service's clock, however long it takes; timers keep the real time. */
export const clockStopped = <T>(work: () => Promise<T>): Promise<T> => minutesLater(0, work);

/** Resolves in another millisecond than this one: two ids or times of one millisecond have no order. */
export const nextMillisecond = async (): Promise<void> => {
  const now = Date.now();
  while (Date.now() === now) await sleep(1);
};
/** Runs `work` with the service's clock standing still, so many seconds after a moment; negative: before it. */
export const secondsAfter = async (moment: string, seconds: number, work: () => Promise<number>): Promise<number> => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(moment) + seconds * 1000 });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
};
