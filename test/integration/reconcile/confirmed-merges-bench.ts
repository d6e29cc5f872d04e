import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';
import { type GitHost, giteaHost } from '../connections/git-host.ts';
import { ReconciledAtProvider } from './reconciled-at-provider.ts';

let service: TestService;
export let host: GitHost;
export let project: ReconciledAtProvider;
export const move = (message: string): string => project.git.repository.commit('main', message);

export const merged = (commitSha: string) =>
  host.standIn.addPullRequest({
    number: 7,
    branch: 'main',
    state: 'merged',
    commitSha,
    reviewed: 'e'.repeat(40),
    mergedAt: new Date(Date.now() + 60_000).toISOString(),
  });

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    host = await giteaHost();
  });
  afterAll(async () => {
    await service.stop();
    await host.standIn.stop();
  });
  beforeEach(async () => {
    project = await ReconciledAtProvider.connect(service, host);
  });
  afterEach(() => project.stop());
};
