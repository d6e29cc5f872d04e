import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Answer } from '#test/call.ts';
import { realPush } from '#test/fixtures/github.ts';
import { type Key, organizationOf, restrictedKey, writtenMember } from './principals.ts';
import { commitOf } from './runner.ts';
import { type Connected, expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let project: Connected;
export let environment: string;
export let owner: string;

/** Two keys of one member, and one of another. */
export let mona: Key;

export let monas: Key;
export let lisa: Key;

export const api = (method: string, path: string, body?: unknown, token = service.token): Promise<Answer> =>
  service.api(method, path, { token, ...(body === undefined ? {} : { body }) });

export const needs = async (approval: string): Promise<void> => {
  expectStatus(200, await api('PUT', environment, { approval }));
};

export const step = (id: string, action: string, token?: string): Promise<Answer> =>
  api('POST', `${project.path}/deployments/${id}/${action}`, undefined, token);

export const requested = async (token: string): Promise<string> => {
  const body = { environmentId: project.environments.staging, commitSha: commitOf(1) };
  return String(expectStatus(202, await api('POST', `${project.path}/deploy`, body, token)).json.id);
};

export const read = async (id: string): Promise<Deployment> =>
  expectStatus(200, await api('GET', `${project.path}/deployments/${id}`)).json as unknown as Deployment;

export const push = () => service.deliver(project.webhook, 'push', { ...realPush(), ref: 'refs/heads/staging' });

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    owner = ((await service.api('GET', '/api/me')).json.principal as { id: string }).id;
    const key = (creator: string) => restrictedKey(organizationOf(service), ['manage:projects'], null, creator);
    const member = await writtenMember(organizationOf(service));
    mona = await key(member.id);
    monas = await key(member.id);
    lisa = await restrictedKey(organizationOf(service), ['manage:projects']);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    project = await service.connectedProject();
    environment = `${project.path}/environments/${project.environments.staging}`;
  });
};
