import { afterAll, beforeAll } from 'vitest';
import { restrictedKey } from './principals.ts';
import { expectStatus, TestService } from './test-service.ts';

export let service: TestService;

export type Json = Record<string, unknown>;
export const read = async (path: string, token = service.token): Promise<Json> =>
  expectStatus(200, await service.api('GET', path, { token })).json;
export const named = ({ updatedBy, updatedByName }: Json) => ({ updatedBy, updatedByName });

/** A key whose name is the list of its permissions. */
export const managing = () => restrictedKey(service.local.organization.id, ['manage:projects', 'run:projects']);
export const managingName = 'manage:projects, run:projects';

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
};
