import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bestOfThree } from '#test/bench/best-of-three.ts';
import { atMost } from '#test/bench/budget-result.ts';

beforeEach(() => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Measures these pairs of numbers, one after the other, against a budget of 10. */
const measuring = (...pairs: readonly (readonly [number, number])[]) => {
  const left = [...pairs];
  return vi.fn(() => (left.shift() ?? []).map((measured) => atMost('a time', measured, 10, ' ms')));
};

describe('bestOfThree', () => {
  it('measures once where all is within its budget', () => {
    const measure = measuring([9, 10]);

    expect(bestOfThree(measure).map((one) => one.fits)).toEqual([true, true]);
    expect(measure).toHaveBeenCalledTimes(1);
  });

  it('takes the best of each, and ends when all was within its budget once', () => {
    const measure = measuring([11, 9], [10, 12]);

    expect(bestOfThree(measure).map((one) => one.measured)).toEqual([10, 9]);
    expect(measure).toHaveBeenCalledTimes(2);
  });

  it('asks again for those alone that were over', () => {
    const asked: (readonly boolean[])[] = [];
    const rounds = [
      [11, 9, 12],
      [9, null, 13],
      [null, null, 8],
    ];
    const measure = (wanted: (index: number) => boolean) => {
      asked.push([wanted(0), wanted(1), wanted(2)]);
      return (rounds.shift() ?? []).map((ms) => (ms === null ? null : atMost('a time', ms, 10, ' ms')));
    };

    expect(bestOfThree(measure).map((one) => one.measured)).toEqual([9, 9, 8]);
    expect(asked).toEqual([
      [true, true, true],
      [true, false, true],
      [false, false, true],
    ]);
  });

  it('fails what is over its budget three times', () => {
    const measure = measuring([13, 9], [11, 9], [12, 9], [1, 1]);

    expect(bestOfThree(measure).map((one) => one.fits)).toEqual([false, true]);
    expect(measure).toHaveBeenCalledTimes(3);
  });
});
