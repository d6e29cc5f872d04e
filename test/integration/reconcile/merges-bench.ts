import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';
import { ReconciledProject } from './reconciled-project.ts';

let service: TestService;
let git: OwnGitServer;
export let project: ReconciledProject;
export let start: string;
export const at = '2026-11-24T10:00:00Z';

/** Compares twice, so that a webhook that is silent would be shown. */
export const compareTwice = async (): Promise<void> => {
  await project.reconcile();
  await project.reconcile(2);
};

export const commits = async (): Promise<readonly (string | null)[]> =>
  (await project.deployments('main')).map(({ commitSha }) => commitSha);

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    git = await OwnGitServer.start();
    start = git.repository.commit('main', 'Begin');
    project = await ReconciledProject.connect(service, git);
    await project.reconcile();
  });
  afterEach(async () => {
    expectStatus(200, await project.change('DELETE', '/repository'));
    await git.stop();
  });
};
