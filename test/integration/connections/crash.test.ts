import { afterAll, beforeAll, it, vi } from 'vitest';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { TestService } from '#test/integration/test-service.ts';
import { operations } from './crash-operations.ts';
import { CrashRun } from './crash-run.ts';
import { type GitHost, githubHost } from './git-host.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));
// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('./no-pauses.ts')).noPauses());

let service: TestService;
let host: GitHost;
let run: CrashRun;
beforeAll(async () => {
  service = await TestService.start();
  // What an event starts comes at a time that no test has chosen: here the tests deliver it themselves.
  await service.local.stream.stop();
  host = await githubHost();
  run = await CrashRun.start(service, host, new AwsFaults(), 6);
});
afterAll(async () => {
  await host.standIn.stop();
  await service.stop();
});

// An example for every sixth call. Every call of every operation is lost in crash-*.full.test.ts.
it('connect comes to its end when it is sent again', async () => {
  await run.everyCall('connect, repeated', {
    prepare: run.fresh,
    operation: (project) => operations.connect(run.at, project),
    ending: run.again((project) => operations.connect(run.at, project)),
    expected: run.whole,
  });
});

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
