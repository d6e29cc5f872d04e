import { afterAll, afterEach, beforeAll, beforeEach, onTestFinished } from 'vitest';
import { Authority } from '#test/fixtures/authority.ts';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';
import { ReconciledProject } from './reconciled-project.ts';

export let service: TestService;
export let git: OwnGitServer;
export let project: ReconciledProject;
export let aws: AwsCalls;
export let faults: AwsFaults;
type Environment = Parameters<ReconciledProject['deployments']>[0];

export const commits = async (environment: Environment): Promise<readonly (string | null)[]> =>
  (await project.deployments(environment)).map(({ commitSha }) => commitSha);

export const map = async (mapping: Record<string, unknown>): Promise<string> => {
  const made = await project.change('POST', '/branch-mappings', {
    environmentId: project.environments.work,
    ...mapping,
  });
  return String(expectStatus(201, made).json.id);
};

/** Connects a repository of the test's own server. @param meanwhile what happens between the connection and its key */
export const connect = async (meanwhile?: () => void): Promise<void> => {
  project = await ReconciledProject.connect(service, git, meanwhile);
};

/** Gives the test a server with a certificate of an authority of its own. */
export const serveOverTls = async (): Promise<void> => {
  const authority = new Authority();
  onTestFinished(() => authority.remove());
  await git.stop();
  git = await OwnGitServer.start(authority);
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    aws = new AwsCalls();
    faults = new AwsFaults();
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
