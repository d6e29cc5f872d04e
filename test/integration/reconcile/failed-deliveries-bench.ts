import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';
import { type GitHost, githubHost } from '../connections/git-host.ts';
import { ReconciledAtProvider } from './reconciled-at-provider.ts';

let service: TestService;
export let host: GitHost;
export let project: ReconciledAtProvider;

export const attempts = (): number =>
  host.standIn.requests().filter(({ method, path }) => method === 'POST' && path.endsWith('/attempts')).length;

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    host = await githubHost();
  });
  afterAll(async () => {
    await service.stop();
    await host.standIn.stop();
  });
  beforeEach(async () => {
    project = await ReconciledAtProvider.connect(service, host);
    const [hook] = host.standIn.hooks();
    host.standIn.failDelivery(hook?.id ?? '');
  });
  afterEach(() => project.stop());
};
