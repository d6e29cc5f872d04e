import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';
import { ReconciledProject } from './reconciled-project.ts';

/** The promise that branches of which no delivery told converge in one reconciliation. @param count branches */
export const describeManyBranches = (count: number): void => {
  const names = Array.from({ length: count }, (_, index) => `work/${index}`);
  let service: TestService;
  let git: OwnGitServer;
  let project: ReconciledProject;
  beforeAll(async () => {
    service = await TestService.start();
    git = await OwnGitServer.start();
    git.repository.commit('main', 'Begin');
    git.repository.commitToEach(names, 'Stock');
    project = await ReconciledProject.connect(service, git);
  });
  afterAll(async () => {
    await git.stop();
    await service.stop();
  });

  it(`${count} branches of which no delivery told converge in one reconciliation`, async () => {
    await project.reconcile();
    expect(await project.deployments('work')).toEqual([]);
    const heads = git.repository.commitToEach(names, 'Lost');

    await project.reconcile();

    const deployed = await project.deployments('work');
    expect(deployed.map((one) => one.commitSha).sort()).toEqual([...heads.values()].sort());
    expect(deployed.filter((one) => one.status === 'queued')).toHaveLength(1);
    await project.reconcile();
    expect(await project.deployments('work')).toHaveLength(count);
  });
};
