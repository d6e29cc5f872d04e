import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Environment } from '#shared/contract/environment.ts';
import type { Answer, CallOptions } from '#test/call.ts';
import { AwsCalls } from '#test/integration/aws-calls.ts';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { restrictedKey } from '#test/integration/principals.ts';
import { commitOf, TestRunner } from '#test/integration/runner.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { repositoryIn } from './connection.ts';
import { OwnGitServer } from './own-git-server.ts';

const settings = '/api/settings/git-providers/gitea';

let service: TestService;
let server: OwnGitServer;
let aws: AwsCalls;
let path: string;
let production: string;
let staging: string;
let developer: string;

beforeAll(async () => {
  service = await TestService.start();
  // What runs behind a request must not fall into a count.
  await service.local.stream.stop();
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

const deploy = (body: object, options: CallOptions = {}): Promise<Answer> =>
  service.api('POST', `${path}/deploy`, { body: { environmentId: production, ...body }, ...options });
const made = (answer: Answer): Deployment => expectStatus(202, answer).json as unknown as Deployment;
const step = (id: string, action: string, body: object, options: CallOptions = {}): Promise<Answer> =>
  service.api('POST', `${path}/deployments/${id}/${action}`, { body, ...options });
const promote = (id: string, body: object = {}, options: CallOptions = {}): Promise<Answer> =>
  step(id, 'promote', { environmentId: production, ...body }, options);
const runner = (environment: string) => new TestRunner(service, path, environment);
const succeeded = async (commitSha: string): Promise<string> => {
  expectStatus(202, await deploy({ commitSha, environmentId: staging }));
  return runner(staging).run();
};
const pendingIn = async (id: string) =>
  (expectStatus(200, await service.api('GET', `${path}/environments/${id}`)).json as unknown as Environment).pending;
const push = (branch: string): string => server.repository.commit(branch);

describe('an environment with branches', () => {
  it('takes a commit that stands on one of them, by its branch, its id or a promotion', async () => {
    const [main, hotfix] = [push('main'), push('hotfix/a')];

    const answers = [
      await deploy({ branch: 'main' }),
      await deploy({ commitSha: main }),
      await deploy({ commitSha: hotfix }),
      await promote(await succeeded(hotfix)),
    ];

    expect(answers.map((answer) => made(answer).commitSha)).toEqual([main, main, hotfix, hotfix]);
    const claim = await runner(production).claim();
    expect(claim.environment.branches).toEqual(['main', 'hotfix/*']);
    expect(claim.deployment.force).toBe(false);
  });

  it('refuses what can be on none of them, because the repository has none, and replaces nothing', async () => {
    const commitSha = push('feature/x');
    const origin = await succeeded(commitSha);

    const refused = [await deploy({ branch: 'feature/x' }), await deploy({ commitSha }), await promote(origin)];

    for (const answer of refused) {
      expect(expectProblem(answer, 'branch_not_allowed').detail).toBe(
        `The commit ${commitSha} is on none of the branches that Production takes: main, hotfix/*. Merge it into one of them, or ask somebody with manage:projects to deploy it with force.`,
      );
    }
    expect(await pendingIn(production)).toBeNull();
  });

  it('leaves to the runner what the heads cannot tell, and what cannot be read', async () => {
    push('main');
    const elsewhere = push('feature/x');
    const untold = made(await deploy({ commitSha: elsewhere }));
    await server.stopSsh();
    const unread = made(await deploy({ branch: 'feature/x' }));

    expect([untold.status, unread.status]).toEqual(['queued', 'queued']);
    expect((await runner(production).claim()).environment.branches).toEqual(['main', 'hotfix/*']);
  });

  it('is forced by whoever may manage the project, alone, and the deployment and the audit log keep that', async () => {
    const commitSha = push('feature/x');
    const origin = await succeeded(commitSha);
    const asked = { token: developer };

    const refused = [await deploy({ commitSha, force: true }, asked), await promote(origin, { force: true }, asked)];
    const forced = made(await deploy({ commitSha, force: true }));
    const claim = await runner(production).claim();
    const promoted = made(await promote(origin, { force: true }));

    for (const answer of refused) {
      expect(expectProblem(answer, 'permission_missing')).toMatchObject({ requiredPermission: 'manage:projects' });
    }
    expect([forced.force, claim.deployment.force, promoted.force]).toEqual([true, true, true]);
    expect(claim.environment.branches).toEqual([]);
  });

  it('needs manage:projects for force even where no branches are set', async () => {
    const body = { commitSha: push('main'), environmentId: staging, force: true };

    expectProblem(await deploy(body, { token: developer }), 'permission_missing');
    expectStatus(202, await deploy({ ...body, force: false }, { token: developer }));
  });

  it('holds a redeploy of what never stood there, and lets a rollback pass', async () => {
    push('main');
    const commitSha = push('hotfix/a');
    made(await deploy({ commitSha }));
    const rolledBackTo = await runner(production).run();
    server.repository.run('update-ref', '-d', 'refs/heads/hotfix/a');
    server.repository.run('update-ref', '-d', 'refs/heads/main');
    const next = push('feature/x');
    await server.stopSsh();
    made(await deploy({ commitSha: next }));
    const failed = await runner(production).run({ status: 'failed' });
    await server.startSsh();

    expectProblem(await step(failed, 'redeploy', {}), 'branch_not_allowed');
    const rollback = made(await step(rolledBackTo, 'redeploy', {}));

    expect(rollback).toMatchObject({ commitSha, redeployOf: rolledBackTo });
    expect((await runner(production).claim()).environment.branches).toEqual([]);
  });

  it('lets the redeploy of a forced deployment pass, which was allowed for this commit', async () => {
    const commitSha = push('feature/x');
    made(await deploy({ commitSha, force: true }));
    const failed = await runner(production).run({ status: 'failed' });

    expect(made(await step(failed, 'redeploy', {}))).toMatchObject({ commitSha, force: true });
  });

  it('asks the remote once, for three calls more than without branches', async () => {
    const commitSha = push('main');

    const counted = await aws.during(() => deploy({ commitSha }));
    const free = await aws.during(() => deploy({ commitSha, environmentId: staging }));

    expect(counted.calls).toEqual(['Query', 'GetSecretValue', 'GetItem', 'Query', 'TransactWriteItems']);
    expect(free.calls).toEqual(['Query', 'TransactWriteItems']);
    // One connection: its key is offered, then it signs.
    expect(server.attempts.filter((attempt) => attempt.endsWith(':publickey'))).toHaveLength(2);
  });

  it('looks at its branches as they are when the runner claims', async () => {
    await server.stopSsh();
    made(await deploy({ commitSha: commitOf(1) }));
    expectStatus(200, await service.api('PUT', `${path}/environments/${production}`, { body: { branches: ['main'] } }));

    expect((await runner(production).claim()).environment.branches).toEqual(['main']);
  });
});

describe('the branches of an environment', () => {
  it('are none by default, are changed as a whole, and are copied with a project', async () => {
    const at = `${path}/environments/${staging}`;
    expect(expectStatus(200, await service.api('GET', at)).json.branches).toEqual([]);

    const changed = expectStatus(200, await service.api('PUT', at, { body: { branches: ['release/**'] } }));
    const same = expectStatus(200, await service.api('PUT', at, { body: { branches: ['release/**'] } }));
    const clone = expectStatus(201, await service.api('POST', `${path}/clone`)).json.id;
    const copies = expectStatus(200, await service.api('GET', `/api/projects/${clone}/environments`)).json;
    const emptied = expectStatus(200, await service.api('PUT', at, { body: { branches: [] } }));

    expect(changed.json.branches).toEqual(['release/**']);
    expect(same.headers.etag).toBe(changed.headers.etag);
    expect((copies.environments as Environment[]).map(({ branches }) => branches)).toEqual([
      ['main', 'hotfix/*'],
      ['release/**'],
    ]);
    expect(emptied.json.branches).toEqual([]);
  });

  it.each([
    ['characters that patterns do not have', ['main', 'a?b'], '#/branches/1'],
    ['a full ref', ['refs/heads/main'], '#/branches/0'],
    ['a name that git refuses', ['a..b'], '#/branches/0'],
    ['an empty pattern', [''], '#/branches/0'],
    ['more than 20', Array.from({ length: 21 }, (_, n) => `b${n}`), '#/branches'],
    ['null', null, '#/branches'],
  ])('are refused with %s, when an environment is made and when it is changed', async (_, branches, pointer) => {
    const body = { name: 'Another', type: 'staging', branches };

    expectProblem(await service.api('POST', `${path}/environments`, { body }), 'validation_failed', [pointer]);
    expectProblem(
      await service.api('PUT', `${path}/environments/${staging}`, { body: { branches } }),
      'validation_failed',
      [pointer],
    );
  });
});
