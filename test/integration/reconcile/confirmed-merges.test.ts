import { describe, expect, it } from 'vitest';
import { merged, move, project, useBench } from './confirmed-merges-bench.ts';

useBench();

describe('a branch that deploys on merge and moved without a delivery', () => {
  it('is deployed where the provider confirms that a pull request was merged into it', async () => {
    const commit = move('Merge pull request 7');
    merged(commit);

    await project.reconcile();

    expect(await project.deployments()).toMatchObject([{ commitSha: commit, trigger: 'reconcile', branch: 'main' }]);
    await project.reconcile();
    expect(await project.deployments()).toHaveLength(1);
  });

  it('is held where it does not, and deployed later where the provider only knew it late', async () => {
    const commit = move('Merge pull request 7');
    await project.reconcile();
    expect(await project.deployments()).toEqual([]);
    expect(await project.rules()).toEqual(['head_not_confirmed']);

    merged(commit);
    await project.reconcile();

    expect(await project.deployments()).toMatchObject([{ commitSha: commit, trigger: 'reconcile' }]);
  });
});
