import { describe, expect, it } from 'vitest';
import { comparisonAfter, presentComparison } from '#shared/domain/repository/comparison.ts';

const at = '2026-11-28T10:00:00.000Z';
const run = (over: Partial<Parameters<typeof comparisonAfter>[1]> = {}) => ({
  at,
  lost: 0,
  isCutShort: false,
  fault: null,
  ...over,
});

describe('a comparison with the remote', () => {
  it('that finds nothing is in sync', () => {
    expect(presentComparison(comparisonAfter(null, run()))).toMatchObject({ at, result: 'in_sync' });
  });

  it.each([
    [1, '1 push had come in no delivery. It was decided from the repository.'],
    [2, '2 pushes had come in no delivery. They were decided from the repository.'],
  ])('tells that it found %i', (lost, detail) => {
    expect(presentComparison(comparisonAfter(null, run({ lost })))).toEqual({ at, result: 'pushes_found', detail });
  });

  it('that is cut short is running, and counts with the run that goes on', () => {
    const first = comparisonAfter(null, run({ lost: 2, isCutShort: true }));
    expect(presentComparison(first)).toEqual({
      at,
      result: 'running',
      detail:
        'Not every branch is compared yet. 2 pushes had come in no delivery. They were decided from the repository.',
    });

    expect(presentComparison(comparisonAfter(first, run({ lost: 1 })))).toMatchObject({
      result: 'pushes_found',
      detail: expect.stringMatching(/^3 pushes/),
    });
  });

  it('begins to count anew after a whole one', () => {
    const whole = comparisonAfter(null, run({ lost: 2 }));

    expect(presentComparison(comparisonAfter(whole, run()))).toMatchObject({ result: 'in_sync' });
  });

  it('repeats what the API of the provider answered where that kept it from the merges', () => {
    const failed = comparisonAfter(null, run({ lost: 1, fault: 'GitHub answered 500. Try again.' }));

    expect(presentComparison(failed)).toEqual({
      at,
      result: 'provider_failed',
      detail: 'GitHub answered 500. Try again.',
    });
    expect(presentComparison(comparisonAfter(failed, run()))).toMatchObject({ result: 'in_sync' });
  });
});
