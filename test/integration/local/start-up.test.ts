import { beforeAll, describe, expect, it } from 'vitest';
import { type PolledStarts, pollThroughStarts } from './polled-starts.ts';

describe('a service that is started again and again under a polling client', () => {
  let polled: PolledStarts;
  beforeAll(async () => {
    polled = await pollThroughStarts(2);
  });

  it('answers right with every function after its ready line', () => {
    expect(polled.wrong).toEqual([]);
  });

  it('answers no poll with a fault, at no moment', () => {
    expect(polled.answers).toBeGreaterThan(0);
    expect(polled.faults).toEqual([]);
  });
});
