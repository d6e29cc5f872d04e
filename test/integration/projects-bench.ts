import { afterAll, beforeAll } from 'vitest';
import type { Answer } from '#test/call.ts';
import { expectStatus, TestService } from './test-service.ts';

export let service: TestService;
/** The fields of docs/design/resources.md, "Project", in its order. */
export const fields = [
  ...['id', 'name', 'description', 'defaultOdooVersion', 'archivedAt', 'access', 'clonedFrom', 'repository'],
  ...[
    'branchMappings',
    'createdAt',
    'createdBy',
    'createdByName',
    'updatedAt',
    'updatedBy',
    'updatedByName',
    'lastActivityAt',
  ],
  'permissions',
];
export const get = async (path: string): Promise<Answer> => expectStatus(200, await service.api('GET', path));
export const put = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  service.api('PUT', path, { body, headers });

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
};
