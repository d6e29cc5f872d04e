import { afterAll, beforeAll } from 'vitest';
import * as z from 'zod';
import { Submodule } from '#shared/contract/submodule.ts';
import type { Answer } from '#test/call.ts';
import { expectStatus, TestService } from './test-service.ts';

export let service: TestService;

export const Shape = z.strictObject(Submodule.shape);
export const submoduleIn = (status: number, answer: Answer): Submodule =>
  Shape.parse(expectStatus(status, answer).json);
export const theme = 'git@github.com:acme/theme.git';
export const add = (path: string, repositoryUrl = theme, headers: Record<string, string> = {}): Promise<Answer> =>
  service.api('POST', `${path}/repository/submodules`, { body: { repositoryUrl }, headers });
export const at = (path: string, id: string): string => `${path}/repository/submodules/${id}`;
export const list = async (path: string): Promise<Submodule[]> =>
  expectStatus(200, await service.api('GET', `${path}/repository/submodules`)).json.submodules as Submodule[];
export const secretsOf = (projectId: string): string[] =>
  service.local.secrets.names().filter((name) => name.includes(projectId));
export const secretOf = (submodule: Submodule): string | undefined =>
  service.local.secrets.names().find((name) => name.endsWith(submodule.deployKey.id));

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
};
