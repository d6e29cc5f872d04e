import { describe, expect, it } from 'vitest';
import type { Scenario } from '#test/fixtures/branch-history.ts';
import { simulate } from './simulation.ts';

const shuffled = Number.POSITIVE_INFINITY;
const everything = { maxPushes: 20, forcedBack: true, deletes: true, skips: true, duplicates: true } as const;
const forced = { ...everything, deletes: false, duplicates: false } as const;

/** The rows of the specification's table that end right by themselves. */
const certain: readonly (readonly [string, Scenario])[] = [
  ['in order, with everything, any times or none', { ...everything, times: 'any', reach: 1 }],
  ['fully shuffled, real push times, with everything', { ...everything, times: 'push', reach: shuffled }],
  [
    'fully shuffled, commit dates only, no forced pushes back',
    { ...everything, forcedBack: false, deletes: false, times: 'commit', reach: shuffled },
  ],
];

/** The rows that the remote is asked for; with the share of runs that may end wrong before it is. */
const uncertain: readonly (readonly [string, Scenario, number])[] = [
  ['reordered within three, commit dates only', { ...forced, times: 'commit', reach: 3 }, 0.05],
  ['fully shuffled, commit dates only', { ...forced, times: 'commit', reach: shuffled }, 0.25],
  ['fully shuffled, all times missing', { ...forced, times: 'none', reach: shuffled }, 0.8],
  ['fully shuffled, all times missing, with everything', { ...everything, times: 'none', reach: shuffled }, 0.8],
];

/**
 * The promises of the specification's table about the order of pushes within a branch.
 * @param runs random histories of each row
 */
export const describeBranchOrder = (runs: number): void => {
  const outcomesOf = (scenario: Scenario) => {
    const outcomes = Array.from({ length: runs }, (_, seed) => simulate(scenario, seed));
    return (of: (outcome: (typeof outcomes)[number]) => boolean): number => outcomes.filter(of).length / runs;
  };

  describe('the order of pushes within a branch', () => {
    it.each(certain)('%s: ends right, never steps back and queues nothing twice', (_row, scenario) => {
      const share = outcomesOf(scenario);

      expect(share((one) => one.wrongInTheEnd)).toBe(0);
      expect(share((one) => one.steppedBack)).toBe(0);
      expect(share((one) => one.queuedTwice)).toBe(0);
      expect(share((one) => one.wrongAfterReconcile)).toBe(0);
    });

    it.each(uncertain)('%s: ends right once the remote was asked', (_row, scenario, maxWrong) => {
      const share = outcomesOf(scenario);

      // That some runs do end wrong before shows that the reconciliation has something to repair.
      expect(share((one) => one.wrongInTheEnd)).toBeGreaterThan(0);
      expect(share((one) => one.wrongInTheEnd)).toBeLessThanOrEqual(maxWrong);
      expect(share((one) => one.wrongAfterReconcile)).toBe(0);
    });
  });
};
