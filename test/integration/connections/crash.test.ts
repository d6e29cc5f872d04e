import { it, vi } from 'vitest';
import { operations } from './crash-operations.ts';
import { run, useBench } from './interrupted-bench.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));
// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('./no-pauses.ts')).noPauses());

useBench();

// An example for every sixth call. Every call of every operation is lost in crash-*.full.test.ts.
it('connect comes to its end when it is sent again', async () => {
  await run.everyCall('connect, repeated', {
    prepare: run.fresh,
    operation: (project) => operations.connect(run.at, project),
    ending: run.again((project) => operations.connect(run.at, project)),
    expected: run.whole,
  });
});
