import { it, vi } from 'vitest';
import { operations } from './crash-operations.ts';
import { run, useBench } from './interrupted-bench.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));
// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('./no-pauses.ts')).noPauses());

useBench();

it('regenerate-key comes to its end by the tick alone', async () => {
  await run.everyCall('regenerate-key, after the tick', {
    prepare: run.connected,
    operation: (project) => operations['regenerate-key'](run.at, project),
    ending: run.tickAlone,
    expected: run.whole,
  });
});

it('connect of which the provider refuses the webhook for good comes to its end by the tick alone', async () => {
  await run.everyCall('connect that is refused, after the tick', {
    prepare: run.refusing,
    operation: (project) => operations.connect(run.at, project),
    ending: run.tickAlone,
    expected: run.leftToPerson,
  });
});
