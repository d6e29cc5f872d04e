import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';
import { ReconciledProject } from './reconciled-project.ts';

let service: TestService;
let git: OwnGitServer;
let project: ReconciledProject;
let start: string;

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

const at = '2026-11-24T10:00:00Z';
/** Compares twice, so that a webhook that is silent would be shown. */
const compareTwice = async (): Promise<void> => {
  await project.reconcile();
  await project.reconcile(2);
};
const commits = async (): Promise<readonly (string | null)[]> =>
  (await project.deployments('main')).map(({ commitSha }) => commitSha);

describe('a branch that deploys on merge', () => {
  it('is not failing after a merge by hand that was pushed with a later commit', async () => {
    const merge = project.lose('main', 'Merge by hand');
    const later = project.lose('main', 'Later');
    await project.deliverListed(start, [merge, later]);
    expectStatus(202, await project.deliverMerge(merge, at));

    await compareTwice();

    expect(await project.repository()).toMatchObject({ status: 'connected', statusReason: null });
    expect(await commits()).toEqual([merge]);
  });

  it('is not failing after a group of merges, whichever delivery is missing', async () => {
    const [first, second] = [project.lose('main', 'First'), project.lose('main', 'Second')];
    await project.deliverMerge(first, at);
    await project.deliverMerge(second, at);

    await compareTwice();

    expect(await project.repository()).toMatchObject({ status: 'connected', statusReason: null });
  });

  it('deploys the merge that its remote shows, where deliveries left the order open', async () => {
    const [first, second] = [project.lose('main', 'First'), project.lose('main', 'Second')];
    await project.deliverMerge(second, at);
    await project.deliverMerge(first, at);
    expect(await project.pending('main')).toBe(second);
    const third = project.lose('main', 'Third');
    await project.deliverMerge(third, at);
    expect(await project.pending('main')).toBe(second);

    await project.reconcile(1);

    expect(await project.pending('main')).toBe(third);
    expect(await commits()).toEqual(expect.arrayContaining([first, second, third]));
  });

  it('is failing where a head came without any delivery', async () => {
    project.lose('main', 'Nobody told');

    await compareTwice();

    expect((await project.repository()).status).toBe('failing');
  });
});
