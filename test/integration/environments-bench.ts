import { afterAll, beforeAll, beforeEach } from 'vitest';
import * as z from 'zod';
import { BranchMapping } from '#shared/contract/branch-mapping.ts';
import type { Answer } from '#test/call.ts';
import { expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let path: string;
export let id: string;
export const fields = [
  ...[
    'id',
    'projectId',
    'name',
    'type',
    'odooVersion',
    'url',
    'approval',
    'autoDeploy',
    'branches',
    'allowMissingSubmodules',
    'paused',
    'current',
  ],
  ...['running', 'pending', 'lastDeployment', 'runner', 'createdAt', 'updatedAt', 'updatedBy', 'updatedByName'],
  'mappings',
  'permissions',
];
export const post = (body: unknown): Promise<Answer> => service.api('POST', `${path}/environments`, { body });
export const put = (environment: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  service.api('PUT', `${path}/environments/${environment}`, { body, headers });
export const remove = (environment: string, query = ''): Promise<Answer> =>
  service.api('DELETE', `${path}/environments/${environment}${query}`);
export const get = async (below: string): Promise<Answer> =>
  expectStatus(200, await service.api('GET', `${path}${below}`));
export const mappings = async (): Promise<BranchMapping[]> =>
  ((await get('/branch-mappings')).json.branchMappings as unknown[]).map((one) =>
    z.strictObject(BranchMapping.shape).parse(one),
  );
export const names = async (): Promise<unknown[]> =>
  ((await get('/environments')).json.environments as Record<string, unknown>[]).map(({ name }) => name);

/** Makes a new project with a repository the one of the test. */
export const useConnectedProject = async (): Promise<void> => {
  ({ path } = await service.connectedProject());
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    ({ path, id } = await service.project());
  });
};
