import { describe, expect, it } from 'vitest';
import { commits, connect, git, project, useBench } from './baseline-bench.ts';

useBench();

describe('the baseline of a connection', () => {
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
