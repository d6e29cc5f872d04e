import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fullJitter, type RetryPolicy, retry } from '#shared/retry/retry.ts';

vi.mock('node:timers/promises', async (load) => {
  const timers = await load<typeof import('node:timers/promises')>();
  return { ...timers, setTimeout: vi.fn(timers.setTimeout) };
});

const busy = new Error('busy');

/** A clock that only sleeping moves. */
const stoppedClock = () => {
  const slept: number[] = [];
  return {
    slept,
    now: () => slept.reduce((sum, ms) => sum + ms, 0),
    sleep: async (ms: number) => {
      slept.push(ms);
    },
  };
};

/** Work that fails this many times, always with the same error. */
const failing = (times: number, error: unknown = busy) => {
  const work = vi.fn(async () => {
    if (work.mock.calls.length <= times) throw error;
    return 'done';
  });
  return work;
};

const policy: RetryPolicy<string> = {
  attempts: 3,
  retries: (error) => error === busy,
  pauseMs: (attempt) => attempt * 10,
};

describe('retry', () => {
  it('does not wait when the first attempt succeeds', async () => {
    const clock = stoppedClock();

    expect(await retry(failing(0), policy, clock)).toBe('done');
    expect(clock.slept).toEqual([]);
  });

  it('makes the last attempt that is allowed, with the pause of each failed one before it', async () => {
    const clock = stoppedClock();

    expect(await retry(failing(2), policy, clock)).toBe('done');
    expect(clock.slept).toEqual([10, 20]);
  });

  it('throws the last error when the attempts are used up, without another pause', async () => {
    const clock = stoppedClock();
    const work = failing(9);

    await expect(retry(work, policy, clock)).rejects.toBe(busy);
    expect(work).toHaveBeenCalledTimes(3);
    expect(clock.slept).toEqual([10, 20]);
  });

  it('gives the result of giving up, which knows the last error', async () => {
    const giveUp = (error: unknown): string => `gave up: ${String(error)}`;

    expect(await retry(failing(9), { ...policy, giveUp }, stoppedClock())).toBe('gave up: Error: busy');
  });

  it('throws every other error at once, and does not call it giving up', async () => {
    const [other, giveUp] = [new Error('other'), vi.fn(() => 'gave up')];
    const work = failing(9, other);

    await expect(retry(work, { ...policy, giveUp }, stoppedClock())).rejects.toBe(other);
    expect(work).toHaveBeenCalledTimes(1);
    expect(giveUp).not.toHaveBeenCalled();
  });

  it('makes one more attempt at the deadline, and none after it', async () => {
    const clock = stoppedClock();
    const work = failing(99);

    await expect(retry(work, { ...policy, attempts: 99, deadline: 20, pauseMs: () => 10 }, clock)).rejects.toBe(busy);
    // At 0, 10, 20 and 30 ms: only the last one is after the deadline.
    expect(work).toHaveBeenCalledTimes(4);
  });

  it('does not sleep for a pause of no time', async () => {
    const clock = stoppedClock();

    await retry(failing(2), { ...policy, pauseMs: () => 0 }, clock);

    expect(clock.slept).toEqual([]);
  });

  it('passes the error to the pause, so that a failure may need none', async () => {
    const clock = stoppedClock();

    await retry(failing(1), { ...policy, pauseMs: (_attempt, error) => (error === busy ? 7 : 0) }, clock);

    expect(clock.slept).toEqual([7]);
  });

  it('uses the time of the machine if no clock is given', async () => {
    expect(await retry(failing(1), policy)).toBe('done');
    expect(setTimeout).toHaveBeenCalledExactlyOnceWith(10);
  });
});

describe('fullJitter', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    [0, [0, 0, 0, 0]],
    [0.5, [25, 50, 100, 500]],
  ])('is a random share (%d) of a limit that doubles up to the maximum', (random, expected) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);

    expect([1, 2, 3, 100].map(fullJitter(25, 1000))).toEqual(expected);
  });
});
