import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import * as z from 'zod';
import type { Answer } from '#test/call.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { repositoryIn } from './connection.ts';
import { OwnGitServer } from './own-git-server.ts';

const Page = z.strictObject({
  refs: z.array(z.strictObject({ type: z.enum(['branch', 'tag']), name: z.string(), commitSha: z.string() })),
  nextCursor: z.string().nullable(),
});
export type Page = z.infer<typeof Page>;

export let service: TestService;
export let server: OwnGitServer;
export let path: string;
/** Gives a file the service, and each of its tests a Git server with a connected project. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    server = await OwnGitServer.start();
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body: server.settings }));
    ({ path } = await service.project());
    const body = { repositoryUrl: server.cloneUrl() };
    const repository = repositoryIn(201, await service.api('POST', `${path}/repository`, { body }));
    server.deployKeys.push(repository.deployKey.publicKey);
  });
  afterEach(() => server.stop());
};

export const ask = (query = ''): Promise<Answer> => service.api('GET', `${path}/repository/branches${query}`);
export const page = async (query = ''): Promise<Page> => Page.parse(expectStatus(200, await ask(query)).json);
export const names = async (query = ''): Promise<string[]> =>
  (await page(query)).refs.map(({ type, name }) => `${type} ${name}`);

/** Makes a project without a repository the one of the test. */
export const useUnconnected = async (): Promise<void> => {
  ({ path } = await service.project());
};
