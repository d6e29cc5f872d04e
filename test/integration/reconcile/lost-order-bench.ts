import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';
import { ReconciledProject } from './reconciled-project.ts';

export let service: TestService;
export let git: OwnGitServer;
export let project: ReconciledProject;

/** Makes a branch and connects a project. */
export const connect = async (): Promise<void> => {
  git.repository.commit('main');
  project = await ReconciledProject.connect(service, git);
};

const map = async (mapping: Record<string, unknown>): Promise<void> => {
  const body = { environmentId: project.environments.work, ...mapping };
  expectStatus(201, await project.change('POST', '/branch-mappings', body));
};

/** Makes a branch and connects a project, whose tags v* deploy into "work". */
export const connectForTags = async (): Promise<void> => {
  await connect();
  await map({ refType: 'tag', branchPattern: 'v*' });
};

/** Makes tags in another order than that of their names. @returns the commit of the newest */
export const loseTags = (): string => {
  const made = ['v9', 'v11', 'v10'].map((name, day) => git.repository.tag(name, `2026-11-0${day + 1}T10:00:00Z`, true));
  return made.at(-1) ?? '';
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    git = await OwnGitServer.start();
  });
  afterEach(async () => {
    expectStatus(200, await project.change('DELETE', '/repository'));
    await git.stop();
  });
};
