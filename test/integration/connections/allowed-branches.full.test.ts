import { describe, expect, it } from 'vitest';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { commitOf } from '#test/integration/runner.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import {
  aws,
  deploy,
  developer,
  made,
  path,
  pendingIn,
  production,
  promote,
  push,
  runner,
  server,
  service,
  staging,
  step,
  succeeded,
  useBench,
} from './allowed-branches-bench.ts';

useBench();

describe('an environment with branches', () => {
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
    server.stopSsh();
    const unread = made(await deploy({ branch: 'feature/x' }));

    expect([untold.status, unread.status]).toEqual(['queued', 'queued']);
    expect((await runner(production).claim()).environment.branches).toEqual(['main', 'hotfix/*']);
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
    server.stopSsh();
    made(await deploy({ commitSha: next }));
    const failed = await runner(production).run({ status: 'failed' });
    server.startSsh();

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
    server.stopSsh();
    made(await deploy({ commitSha: commitOf(1) }));
    expectStatus(200, await service.api('PUT', `${path}/environments/${production}`, { body: { branches: ['main'] } }));

    expect((await runner(production).claim()).environment.branches).toEqual(['main']);
  });
});

describe('the branches of an environment', () => {
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
