import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Answer } from '#test/call.ts';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { TestRunner } from '#test/integration/runner.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { repositoryIn } from './connection.ts';
import { OwnGitServer } from './own-git-server.ts';

const settings = '/api/settings/git-providers/gitea';

let service: TestService;
let server: OwnGitServer;
let aws: AwsCalls;
let path: string;
let environmentId: string;
beforeAll(async () => {
  service = await TestService.start();
  // What runs behind a request must not fall into a count.
  await service.local.stream.stop();
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

const deploy = (body: object): Promise<Answer> =>
  service.api('POST', `${path}/deploy`, { body: { environmentId, ...body } });
const commitIn = (answer: Answer) => (expectStatus(202, answer).json as unknown as Deployment).commitSha;
const push = (branch: string, message?: string): string => server.repository.commit(branch, message);
const list = async () => expectStatus(200, await service.api('GET', `${path}/deployments`)).json.deployments;

/** Two commits whose ids begin with the same 7 digits, found by trying: among 2^15 there is such a pair. */
const twins = (): readonly [string, string] => {
  const tree = server.repository.run('hash-object', '-t', 'tree', '-w', '/dev/null');
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

describe('a deployment of a short commit id', () => {
  it('is of the commit at which a branch or tag stands that begins with it, and runs as just that', async () => {
    const main = push('main');
    const tagged = push('staging', 'tagged');
    server.repository.run('tag', '-a', 'v1', '-m', 'Version 1', tagged);
    server.repository.run('update-ref', '-d', 'refs/heads/staging');

    const answers = [await deploy({ commitSha: main.slice(0, 12) }), await deploy({ commitSha: tagged.slice(0, 7) })];

    expect(answers.map(commitIn)).toEqual([main, tagged]);
    const { deployment } = await new TestRunner(service, path, environmentId).claim();
    expect(deployment).toMatchObject({ commitSha: tagged, branch: null, tag: null });
  });

  it('may name a branch too, which then is a fact and not asked for', async () => {
    push('main');
    const other = push('other', 'another');

    const answer = await deploy({ branch: 'main', commitSha: other.slice(0, 10) });

    expect(expectStatus(202, answer).json).toMatchObject({ branch: 'main', commitSha: other });
  });

  it('takes one commit that has several names for one', async () => {
    const main = push('main');
    server.repository.run('update-ref', 'refs/heads/release', main);

    expect(commitIn(await deploy({ commitSha: main.slice(0, 7) }))).toBe(main);
  });

  it('is refused where several commits begin with it, and names them', async () => {
    const [branch, tag] = twins();
    server.repository.run('update-ref', 'refs/heads/main', branch);
    server.repository.run('update-ref', 'refs/tags/v1', tag);

    const problem = expectProblem(await deploy({ commitSha: branch.slice(0, 7) }), 'validation_failed', [
      '#/commitSha',
    ]);

    expect(problem.detail).toContain('stands for several commits, among them');
    expect(problem.detail).toContain(`${branch} (main)`);
    expect(problem.detail).toContain(`${tag} (v1)`);
    expect(await list()).toEqual([]);
  });

  it('is refused where no branch or tag stands there, and says to send the whole id', async () => {
    const before = push('main');
    push('main', 'newer');

    const problem = expectProblem(await deploy({ commitSha: before.slice(0, 7) }), 'validation_failed', [
      '#/commitSha',
    ]);

    expect(problem.detail).toBe(
      `commitSha: no branch or tag stands at a commit that begins with ${before.slice(0, 7)}: send all 40 digits of the commit.`,
    );
    expect(commitIn(await deploy({ commitSha: before }))).toBe(before);
  });

  it('is refused where the repository cannot be read, and replaces nothing', async () => {
    const main = push('main');
    await server.stopSsh();

    const problem = expectProblem(await deploy({ commitSha: main.slice(0, 7) }), 'conflict');

    expect(problem.detail).toMatch(/could not be looked up, because .+ Send all 40 digits of it instead\.$/);
    expect(await list()).toEqual([]);
  });

  it('has to be on a branch of its environment as any other', async () => {
    const main = push('main');
    const body = { name: 'Live', type: 'production', branches: ['release/*'] };
    const live = await service.environment(path, body);

    expectProblem(await deploy({ commitSha: main.slice(0, 7), environmentId: live }), 'branch_not_allowed');
  });

  it('costs three calls more than a full one', async () => {
    const main = push('main');

    const { calls } = await aws.during(() => deploy({ commitSha: main.slice(0, 7) }));

    expect(calls).toEqual(['Query', 'GetSecretValue', 'GetItem', 'Query', 'TransactWriteItems']);
  });
});
