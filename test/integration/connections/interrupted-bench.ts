import { afterAll, beforeAll } from 'vitest';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { TestService } from '#test/integration/test-service.ts';
import { CrashRun } from './crash-run.ts';
import { type GitHost, githubHost } from './git-host.ts';

let service: TestService;
let host: GitHost;
export let run: CrashRun;

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.startWithoutStream();
    host = await githubHost();
    run = await CrashRun.start(service, host, new AwsFaults(), 6);
  });
  afterAll(async () => {
    await host.standIn.stop();
    await service.stop();
  });
};
