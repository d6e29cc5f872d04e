import { beforeEach, describe, expect, it } from 'vitest';
import { commits, connect, git, map, project, useBench } from './baseline-bench.ts';

useBench();

describe('the baseline of a connection', () => {
  it('is what the first validation saw: a push that comes after it is news at the first comparison', async () => {
    git.repository.commit('staging');
    await connect();
    const lost = project.lose('work/1', 'Lost');

    await project.reconcile();

    expect(await commits('work')).toEqual([lost]);
    expect(await commits('staging')).toEqual([]);
  });

  it('is taken in the request that connects where everybody can read the repository', async () => {
    git.isPublic = true;
    git.repository.commit('staging');
    await connect(() => {
      git.repository.commit('work/1', 'Between the connection and the key');
    });

    await project.reconcile();

    expect(await project.deployments('work')).toHaveLength(1);
    expect(await commits('staging')).toEqual([]);
  });
});

describe('the baseline of a mapping', () => {
  beforeEach(async () => {
    git.repository.commit('main');
    await connect();
    await project.reconcile();
  });

  it('is what the remote had when it was made: a push in the same minute is news', async () => {
    git.repository.commit('feature/old');
    await map({ branchPattern: 'feature/*' });
    const lost = project.lose('feature/new', 'Lost');

    await project.reconcile(20);

    expect(await commits('work')).toEqual([lost]);
  });
});
