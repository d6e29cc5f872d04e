import { expect, it } from 'vitest';
import { pollThroughStarts } from './polled-starts.ts';

const starts = 50;

it(`A service answers right through ${starts} starts under a polling client`, async () => {
  const { wrong, faults, answers } = await pollThroughStarts(starts);

  expect({ wrong, faults }).toEqual({ wrong: [], faults: [] });
  expect(answers).toBeGreaterThan(starts);
});
