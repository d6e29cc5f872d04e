import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Answer } from '#test/call.ts';
import { commitOf, deploy, TestRunner } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let project: Connected;
export let staging: TestRunner;
export let production: string;

export const ok = async (method: string, path: string, body?: unknown) =>
  expectStatus(200, await service.api(method, path, body === undefined ? {} : { body })).json;

export const promote = (id: string, body: object = { environmentId: production }, headers = {}): Promise<Answer> =>
  service.api('POST', `${project.path}/deployments/${id}/promote`, { body, headers });

export const promoted = async (id: string, body: object = {}): Promise<Deployment> =>
  expectStatus(202, await promote(id, { environmentId: production, ...body })).json as unknown as Deployment;

export const environment = async (id: string) =>
  (await ok('GET', `${project.path}/environments/${id}`)) as unknown as Environment;

export const change = (body: object) => ok('PUT', `${project.path}/environments/${production}`, body);

/** A deployment of the commit to Staging that has succeeded. */
export const succeeded = async (n = 1): Promise<string> => {
  await deploy(service, project, { commitSha: commitOf(n) });
  return staging.run({ commitMessage: 'Fix the invoice', commitAuthor: 'Mona Lisa' });
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    project = await service.connectedProject();
    staging = new TestRunner(service, project.path, project.environments.staging);
    production = project.environments.main;
  });
};
