import { afterAll, beforeAll, beforeEach } from 'vitest';
import { Deployment } from '#shared/contract/deployment.ts';
import { TestRunner } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let project: Connected;
export let runner: TestRunner;

export const read = async (id: string): Promise<Deployment> =>
  Deployment.parse(expectStatus(200, await service.api('GET', `${project.path}/deployments/${id}`)).json);

export const environment = async (): Promise<Record<string, unknown>> =>
  (await service.api('GET', `${project.path}/environments/${project.environments.staging}`)).json;

export const invokeTick = async (): Promise<unknown> => {
  const { handler } = await import('#functions/schedules/tick.ts');
  return handler();
};

/** What a runner tells of the submodules of a commit. */
export const submodules = [
  { path: 'oca/web', repositoryUrl: 'https://github.com/OCA/web.git', commitSha: 'b'.repeat(40), fetched: true },
  { path: 'theme', repositoryUrl: 'git@github.com:acme/theme.git', commitSha: 'c'.repeat(40), fetched: false },
];

export const plan = {
  modules: ['sale_x'],
  versionBumps: [{ module: 'sale_x', from: '18.0.1.0.0', to: '18.0.1.1.0' }],
  requirementsChanged: true,
  warnings: ['views of sale_x changed without a version bump'],
  updates: [{ module: 'sale_x', reason: 'changed' }],
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    project = await service.connectedProject();
    runner = new TestRunner(service, project.path, project.environments.staging);
  });
};
