import { expect } from 'vitest';
import type { MergeScenario } from './merge-history.ts';
import { type Comparison, type MergeOutcome, simulateMerges } from './simulate-merges.ts';

/** The shares of runs, in percent, that a row may have at most. */
export type Bounds = {
  readonly wrong: number;
  readonly steppedBack?: number;
  readonly queuedTwice?: number;
};

/** A row of the table: by deliveries alone, compared without a credential, compared with one. */
export type Row = readonly [string, MergeScenario, Readonly<Record<Comparison, Bounds>>];

const right: Readonly<Record<Comparison, Bounds>> = {
  none: { wrong: 0 },
  'without credential': { wrong: 0 },
  'with credential': { wrong: 0 },
};
const rare = { steppedBack: 0.3, queuedTwice: 0.2 };

/** The table of docs/design/branch-order.md, "Merges, simulated". Shares lie above what was measured by what chance may add. */
export const rows: readonly Row[] = [
  ['in order', { order: 'in' }, right],
  ['within three', { order: 'within three' }, right],
  ['shuffled', { order: 'shuffled' }, right],
  ['shuffled, 10 % twice', { order: 'shuffled', duplicates: 0.1 }, right],
  ['forced pushes and deletions, in order', { order: 'in', forced: true }, right],
  [
    'forced pushes and deletions, within three',
    { order: 'within three', forced: true },
    {
      none: { wrong: 0, ...rare },
      'without credential': { wrong: 0, ...rare },
      'with credential': { wrong: 0, ...rare },
    },
  ],
  [
    'forced pushes and deletions, shuffled, 10 % twice',
    { order: 'shuffled', forced: true, duplicates: 0.1 },
    {
      none: { wrong: 0, ...rare },
      'without credential': { wrong: 0, ...rare },
      'with credential': { wrong: 0, ...rare },
    },
  ],
  ['lists of 20, shuffled', { order: 'shuffled', list: 20, maxCommits: 12 }, { ...right, none: { wrong: 4 } }],
  [
    'lists of 5, shuffled',
    { order: 'shuffled', list: 5 },
    { ...right, none: { wrong: 10 }, 'without credential': { wrong: 0, ...rare } },
  ],
  [
    '5 % lost, in order',
    { order: 'in', loss: 0.05 },
    { ...right, none: { wrong: 10 }, 'without credential': { wrong: 7 } },
  ],
  [
    '5 % lost, shuffled',
    { order: 'shuffled', loss: 0.05 },
    { ...right, none: { wrong: 9 }, 'without credential': { wrong: 7 } },
  ],
  [
    'all of these, lists of 5',
    { order: 'shuffled', loss: 0.05, duplicates: 0.1, list: 5, forced: true },
    {
      none: { wrong: 14, ...rare },
      'without credential': { wrong: 6, ...rare },
      'with credential': { wrong: 0, ...rare },
    },
  ],
  [
    'by hand, marked up to 3 s late, in order',
    { order: 'in', late: true },
    {
      none: { wrong: 0, steppedBack: 6, queuedTwice: 3 },
      'without credential': { wrong: 0, steppedBack: 6, queuedTwice: 3 },
      'with credential': { wrong: 0, steppedBack: 6, queuedTwice: 3 },
    },
  ],
  [
    'by hand, marked up to 3 s late, shuffled',
    { order: 'shuffled', late: true },
    {
      none: { wrong: 0, steppedBack: 11, queuedTwice: 5 },
      'without credential': { wrong: 0, steppedBack: 11, queuedTwice: 5 },
      'with credential': { wrong: 0, steppedBack: 12, queuedTwice: 7 },
    },
  ],
];

export const comparisons: readonly Comparison[] = ['none', 'without credential', 'with credential'];

/** Simulates a row and holds it to its shares. @param slack percent that few runs may add where a share is not 0 */
export const expectRow = async (
  [, scenario, bounds]: Row,
  comparison: Comparison,
  runs: number,
  slack: number,
): Promise<void> => {
  const outcomes: MergeOutcome[] = [];
  for (let seed = 0; seed < runs; seed += 1) outcomes.push(await simulateMerges(scenario, seed, comparison));
  const share = (of: (outcome: MergeOutcome) => boolean): number => (100 * outcomes.filter(of).length) / runs;
  const most = (bound: number | undefined): number => (bound === undefined || bound === 0 ? 0 : bound + slack);
  const { wrong, steppedBack, queuedTwice } = bounds[comparison];

  expect(
    share((one) => one.wrong),
    'wrong',
  ).toBeLessThanOrEqual(most(wrong));
  expect(
    share((one) => one.steppedBack),
    'stepped back',
  ).toBeLessThanOrEqual(most(steppedBack));
  expect(
    share((one) => one.queuedTwice),
    'queued twice',
  ).toBeLessThanOrEqual(most(queuedTwice));
  expect(
    share((one) => one.falseAlarm),
    'false alarm',
  ).toBe(0);
  expect(
    share((one) => one.missedAlarm),
    'missed alarm',
  ).toBe(0);
};
