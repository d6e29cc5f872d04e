import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Answer } from '#test/call.ts';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { repositoryIn } from './connection.ts';
import { OwnGitServer } from './own-git-server.ts';

const settings = '/api/settings/git-providers/gitea';
export let service: TestService;
export let server: OwnGitServer;
export let aws: AwsCalls;
export let path: string;
export let environmentId: string;

export const deploy = (body: object): Promise<Answer> =>
  service.api('POST', `${path}/deploy`, { body: { environmentId, ...body } });

export const commitIn = (answer: Answer) => (expectStatus(202, answer).json as unknown as Deployment).commitSha;
export const push = (branch: string, message?: string): string => server.repository.commit(branch, message);
export const list = async () => expectStatus(200, await service.api('GET', `${path}/deployments`)).json.deployments;

/** Two commits whose ids begin with the same 7 digits, found by trying: among 2^15 there is such a pair. */
export const twins = (): readonly [string, string] => {
  const tree = server.repository.tree;
  const who = 'Mona Lisa <mona@acme.example> 1795514400 +0000';
  const seen = new Map<string, string>();
  for (let n = 0; ; n += 1) {
    const commit = `tree ${tree}\nauthor ${who}\ncommitter ${who}\n\n${n}\n`;
    const digits = createHash('sha1').update(`commit ${commit.length}\0${commit}`).digest('hex').slice(0, 7);
    const twin = seen.get(digits);
    if (twin !== undefined) return [server.repository.store(twin), server.repository.store(commit)];
    seen.set(digits, commit);
  }
};

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.startWithoutStream();
    aws = new AwsCalls();
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    server = await OwnGitServer.start();
    expectStatus(200, await service.api('PUT', settings, { body: server.settings }));
    ({ path } = await service.project());
    environmentId = await service.environment(path, { name: 'Production', type: 'production' });
    const connected = await service.api('POST', `${path}/repository`, { body: { repositoryUrl: server.cloneUrl() } });
    server.deployKeys.push(repositoryIn(201, connected).deployKey.publicKey);
  });
  afterEach(() => server.stop());
};
