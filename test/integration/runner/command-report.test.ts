import { describe, expect, it } from 'vitest';
import { completed, useBench, writing } from './command-report-bench.ts';

useBench();

describe('what a deploy command reports', () => {
  it('is part of the change plan: what is updated and why, and warnings', async () => {
    const updates = [{ module: 'sale-x', reason: 'open' }];
    const report = { updates, warnings: ['The database was restored.'], statusReason: null };

    const completion = await completed(writing(report));

    expect(completion).toMatchObject({ status: 'succeeded', changePlan: { modules: ['sale_x'], updates } });
    expect(completion?.changePlan?.warnings.at(-1)).toBe('The database was restored.');
  });
});
