import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Answer, CallOptions } from '#test/call.ts';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { restrictedKey } from '#test/integration/principals.ts';
import { TestRunner } from '#test/integration/runner.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { repositoryIn } from './connection.ts';
import { OwnGitServer } from './own-git-server.ts';

const settings = '/api/settings/git-providers/gitea';
export let service: TestService;
export let server: OwnGitServer;
export let aws: AwsCalls;
export let path: string;
export let production: string;
export let staging: string;
export let developer: string;

export const deploy = (body: object, options: CallOptions = {}): Promise<Answer> =>
  service.api('POST', `${path}/deploy`, { body: { environmentId: production, ...body }, ...options });

export const made = (answer: Answer): Deployment => expectStatus(202, answer).json as unknown as Deployment;

export const step = (id: string, action: string, body: object, options: CallOptions = {}): Promise<Answer> =>
  service.api('POST', `${path}/deployments/${id}/${action}`, { body, ...options });

export const promote = (id: string, body: object = {}, options: CallOptions = {}): Promise<Answer> =>
  step(id, 'promote', { environmentId: production, ...body }, options);

export const runner = (environment: string) => new TestRunner(service, path, environment);

export const succeeded = async (commitSha: string): Promise<string> => {
  expectStatus(202, await deploy({ commitSha, environmentId: staging }));
  return runner(staging).run();
};

export const pendingIn = async (id: string) =>
  (expectStatus(200, await service.api('GET', `${path}/environments/${id}`)).json as unknown as Environment).pending;

export const push = (branch: string): string => server.repository.commit(branch);

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.startWithoutStream();
    aws = new AwsCalls();
    const { organization } = service.local;
    developer = (await restrictedKey(organization.id, ['deploy:projects'])).token;
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    server = await OwnGitServer.start();
    expectStatus(200, await service.api('PUT', settings, { body: server.settings }));
    ({ path } = await service.project());
    production = await service.environment(path, {
      name: 'Production',
      type: 'production',
      branches: ['main', 'hotfix/*'],
    });
    staging = await service.environment(path, { name: 'Staging', type: 'staging' });
    const connected = await service.api('POST', `${path}/repository`, { body: { repositoryUrl: server.cloneUrl() } });
    server.deployKeys.push(repositoryIn(201, connected).deployKey.publicKey);
  });
  afterEach(() => server.stop());
};
