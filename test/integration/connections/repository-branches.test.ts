import { describe, expect, it, test } from 'vitest';
import { expectProblem } from '#test/integration/expect-problem.ts';
import { ask, names, page, server, useBench, useUnconnected } from './repository-branches-bench.ts';

useBench();

describe('the branches of a repository', () => {
  it('are those that it has now, with their commits, and then its tags', async () => {
    const main = server.repository.commit('main');
    const feature = server.repository.commit('feature/invoice');
    server.repository.run('tag', '-m', 'Release', 'v1.0', main);

    expect(await page()).toEqual({
      refs: [
        { type: 'branch', name: 'feature/invoice', commitSha: feature },
        { type: 'branch', name: 'main', commitSha: main },
        { type: 'tag', name: 'v1.0', commitSha: main },
      ],
      nextCursor: null,
    });
    server.repository.commit('new');
    expect(await names('?q=NEW')).toEqual(['branch new']);
  });
});

describe('a repository that cannot be read', () => {
  it('says what a person has to settle: the key, the host key, the repository', async () => {
    server.deployKeys.length = 0;
    expect(expectProblem(await ask(), 'conflict').detail).toMatch(/^deploy_key_rejected: .+ Add its public key/);
    server.isThere = false;
    server.replaceHostKey();
    expect(expectProblem(await ask(), 'conflict').detail).toMatch(/^host_key_changed: /);
  });
});

test('Without a repository it is 404 with what to do', async () => {
  await useUnconnected();

  expectProblem(await ask(), 'repository_not_connected');
});
