import { expect, it } from 'vitest';
import { describeSchedules } from './concurrency.ts';

const count = describeSchedules({ whole: 90, dying: 50 });

it('more than 2,000 schedules were tried', () => {
  expect(count.whole).toBeGreaterThanOrEqual(2000);
});
