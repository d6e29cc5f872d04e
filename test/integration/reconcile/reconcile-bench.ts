import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';
import { ReconciledProject } from './reconciled-project.ts';

let service: TestService;
export let git: OwnGitServer;
export let project: ReconciledProject;
export let faults: AwsFaults;

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    faults = new AwsFaults();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    git = await OwnGitServer.start();
    git.repository.commit('main', 'Begin');
    git.repository.commit('staging', 'Stock');
    git.repository.commit('work/old', 'Stock');
    project = await ReconciledProject.connect(service, git);
  });
  afterEach(async () => {
    // Its reconciliations would go on in the tests that follow.
    expectStatus(200, await project.change('DELETE', '/repository'));
    await git.stop();
  });
};
