import { vi } from 'vitest';
import { describeAnswers } from './described-answers-bench.ts';

// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('../connections/no-pauses.ts')).noPauses());

describeAnswers(10);
