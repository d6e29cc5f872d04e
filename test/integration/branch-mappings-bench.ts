import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import * as z from 'zod';
import { BranchMapping } from '#shared/contract/branch-mapping.ts';
import type { Answer } from '#test/call.ts';
import { expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let path: string;
export let production: string;
export let staging: string;
export const Shape = z.strictObject(BranchMapping.shape);

export const fields = [
  ...['id', 'projectId', 'refType', 'branchPattern', 'environmentId', 'environmentName', 'environmentType'],
  ...['trigger', 'behavior', 'priority', 'autoDeploy', 'paths', 'warnings', 'createdAt', 'updatedAt'],
  ...['updatedBy', 'updatedByName'],
];

export const post = (body: Record<string, unknown>): Promise<Answer> =>
  service.api('POST', `${path}/branch-mappings`, { body: { environmentId: staging, ...body } });

export const add = async (branchPattern: string, more: Record<string, unknown> = {}): Promise<BranchMapping> =>
  Shape.parse(expectStatus(201, await post({ branchPattern, ...more })).json);

export const put = (id: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  service.api('PUT', `${path}/branch-mappings/${id}`, { body, headers });

export const get = (id: string): Promise<Answer> => service.api('GET', `${path}/branch-mappings/${id}`);

export const list = async (): Promise<BranchMapping[]> => {
  const { json } = expectStatus(200, await service.api('GET', `${path}/branch-mappings`));
  expect(Object.keys(json)).toEqual(['branchMappings', 'nextCursor']);
  expect(json.nextCursor).toBeNull();
  return (json.branchMappings as unknown[]).map((one) => Shape.parse(one));
};

export const order = async () => (await list()).map(({ branchPattern, priority }) => [branchPattern, priority]);

/** Makes a new project the one of the test. */
export const useNewProject = async (): Promise<void> => {
  ({ path } = await service.project());
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    await useNewProject();
    production = await service.environment(path, { name: 'Production', type: 'production' });
    staging = await service.environment(path, { name: 'Staging', type: 'staging' });
  });
};
