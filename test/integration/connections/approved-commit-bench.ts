import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Answer, CallOptions } from '#test/call.ts';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { AwsFaults } from '#test/integration/aws-faults.ts';
import { TestRunner } from '#test/integration/runner.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { repositoryIn } from './connection.ts';
import { OwnGitServer } from './own-git-server.ts';

export const settings = '/api/settings/git-providers/gitea';
export let service: TestService;
export let server: OwnGitServer;
export let aws: AwsCalls;
export let faults: AwsFaults;
export let path: string;
export let environment: string;

export const deploy = (body: Record<string, unknown>, options: CallOptions = {}): Promise<Answer> =>
  service.api('POST', `${path}/deploy`, { body: { environmentId: environment, ...body }, ...options });

export const deployed = async (body: Record<string, unknown>): Promise<Deployment> =>
  expectStatus(202, await deploy(body)).json as unknown as Deployment;

export const step = (id: string, action: string, body?: unknown, options: CallOptions = {}): Promise<Answer> => {
  const sent = body === undefined ? {} : { body };
  return service.api('POST', `${path}/deployments/${id}/${action}`, { ...sent, ...options });
};

export const approved = async (id: string, body?: unknown): Promise<Deployment> =>
  expectStatus(200, await step(id, 'approve', body)).json as unknown as Deployment;

export const read = async (id: string): Promise<Deployment> =>
  expectStatus(200, await service.api('GET', `${path}/deployments/${id}`)).json as unknown as Deployment;

export const list = async (): Promise<Deployment[]> =>
  expectStatus(200, await service.api('GET', `${path}/deployments`)).json.deployments as Deployment[];

export const claim = () => new TestRunner(service, path, environment).claim();

export const needsApproval = async (approval: string): Promise<void> => {
  expectStatus(200, await service.api('PUT', `${path}/environments/${environment}`, { body: { approval } }));
};

export const push = (message: string, branch = 'main'): string => server.repository.commit(branch, message);

/** A deployment of `main` that was requested while nobody could read the repository. */
export const requestedBlindly = async (): Promise<string> => {
  server.stopSsh();
  const { id } = await deployed({ branch: 'main' });
  server.startSsh();
  return id;
};

/** Makes a new project, whose Production needs an approval, the one of the test. */
export const useNewProject = async (): Promise<void> => {
  ({ path } = await service.project());
  environment = await service.environment(path, { name: 'Production', type: 'production', approval: 'required' });
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.startWithoutStream();
    aws = new AwsCalls();
    faults = new AwsFaults();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    server = await OwnGitServer.start();
    expectStatus(200, await service.api('PUT', settings, { body: server.settings }));
    await useNewProject();
    const connected = await service.api('POST', `${path}/repository`, { body: { repositoryUrl: server.cloneUrl() } });
    server.deployKeys.push(repositoryIn(201, connected).deployKey.publicKey);
  });
  afterEach(() => server.stop());
};
