import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import type { Answer } from '#test/call.ts';
import { TestService } from '#test/integration/test-service.ts';
import type { Project } from './connection.ts';
import { operationNames, operations } from './crash-operations.ts';
import { CrashRun, report } from './crash-run.ts';
import { type GitHost, githubHost } from './git-host.ts';

vi.mock('#shared/network/guarded-fetch.ts', async (original) => (await import('./outbound.ts')).outboundMock(original));
// What waits for a provider need not wait here.
vi.mock('node:timers/promises', async () => (await import('./no-pauses.ts')).noPauses());

let service: TestService;
let host: GitHost;
let run: CrashRun;
beforeAll(async () => {
  service = await TestService.startWithoutStream();
  host = await githubHost();
  run = await CrashRun.start(service, host);
});
afterAll(async () => {
  report([run]);
  await host.standIn.stop();
  await service.stop();
});

describe('at GitHub, where any call to the table, the secrets or GitHub is lost before or after its effect, or the process dies', () => {
  it.each(operationNames)('%s comes to its end when it is sent again', async (name) => {
    const operation = (project: Project): Promise<Answer> => operations[name](run.at, project);
    await run.everyCall(`${name}, repeated`, {
      prepare: name === 'connect' ? run.fresh : run.connected,
      operation,
      ending: run.again(operation),
      expected: name === 'disconnect' ? run.gone : run.whole,
    });
  });
});
