import { afterAll, beforeAll, beforeEach } from 'vitest';
import { realPush } from '#test/fixtures/github.ts';
import { TestRunner } from '#test/integration/runner.ts';
import { TableContents } from '#test/integration/table-contents.ts';
import { type Connected, expectStatus, TestService } from '#test/integration/test-service.ts';

export let service: TestService;
export let contents: TableContents;
export let project: Connected;

/** A deployment with such an author fits into an item of 400 KB, and nothing more beside it. */
export const wedging = 408_650;

const commit = (n: number): string => n.toString(16).repeat(40);

export const push = (before: number, after: number, author = 'Ada'): Record<string, unknown> => {
  const real = realPush();
  const head = real.head_commit as Record<string, unknown>;
  return {
    ...real,
    ref: 'refs/heads/staging',
    before: commit(before),
    after: commit(after),
    head_commit: { ...head, id: commit(after), author: { name: author } },
  };
};

export const deployments = async (): Promise<readonly Record<string, unknown>[]> =>
  expectStatus(200, await service.api('GET', `${project.path}/deployments`)).json.deployments as [];

export const runner = (): TestRunner => new TestRunner(service, project.path, project.environments.staging);

export const removeEnvironment = () =>
  service.api('DELETE', `${project.path}/environments/${project.environments.staging}?force=true`);

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    contents = new TableContents(service);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    project = await service.connectedProject();
  });
};
