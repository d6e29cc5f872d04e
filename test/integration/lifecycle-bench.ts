import { afterAll, beforeAll, beforeEach } from 'vitest';
import { Deployment } from '#shared/contract/deployment.ts';
import { followingPushes } from '#test/fixtures/github.ts';
import { TestRunner } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let project: Connected;
export let runner: TestRunner;
export let environment: string;

export const ok = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> =>
  expectStatus(200, await service.api(method, path, body === undefined ? {} : { body })).json;

export const read = async (id: string): Promise<Deployment> =>
  Deployment.parse(await ok('GET', `${project.path}/deployments/${id}`));

export const all = async (): Promise<Deployment[]> =>
  ((await ok('GET', `${project.path}/deployments?limit=100`)).deployments as unknown[]).map((one) =>
    Deployment.parse(one),
  );

export const step = (id: string, what: string, body?: unknown) =>
  service.api('POST', `${project.path}/deployments/${id}/${what}`, body === undefined ? {} : { body });

export const pusher = () => {
  const next = followingPushes();
  return async (): Promise<string> => {
    const { json } = expectStatus(202, await service.deliver(project.webhook, 'push', next('staging')));
    return String((json.deployments as string[]).at(-1));
  };
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
    environment = `${project.path}/environments/${project.environments.staging}`;
  });
};
