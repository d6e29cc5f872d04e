import { describe, expect, it } from 'vitest';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { expectStatus } from '#test/integration/test-service.ts';
import { aws, commitIn, deploy, list, path, push, server, service, useBench } from './short-commits-bench.ts';

useBench();

describe('a deployment of a short commit id', () => {
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
    server.stopSsh();

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
