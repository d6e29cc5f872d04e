import { describe, expect, it } from 'vitest';
import { host, merged, move, project, useBench } from './confirmed-merges-bench.ts';

useBench();

describe('a branch that deploys on merge and moved without a delivery', () => {
  it('is asked for twice, and then not any more until it moves', async () => {
    move('A direct push');
    await project.reconcile();
    await project.reconcile();
    const asked = host.standIn.requests().length;

    await project.reconcile();
    await project.reconcile();

    expect(host.standIn.requests()).toHaveLength(asked);
    expect(await project.deployments()).toEqual([]);
  });

  it('is left for the next reconciliation where the provider cannot be asked', async () => {
    const commit = move('Merge pull request 7');
    merged(commit);
    host.standIn.break(500);
    await project.reconcile();
    expect(await project.deployments()).toEqual([]);
    expect(await project.rules()).toEqual([]);

    host.standIn.repair();
    await project.reconcile();

    expect(await project.deployments()).toMatchObject([{ commitSha: commit }]);
  });

  it('is held where the credential may not be asked for it', async () => {
    merged(move('Merge pull request 7'));
    host.standIn.break(403);

    await project.reconcile();

    expect(await project.deployments()).toEqual([]);
    expect(await project.rules()).toEqual(['head_not_confirmed']);
    host.standIn.repair();
  });

  it('keeps no push of another branch waiting where the provider cannot be asked', async () => {
    merged(move('Merge pull request 7'));
    const lost = project.git.repository.commit('staging', 'Lost');
    host.standIn.break(500);

    await project.reconcile();

    expect(await project.deployments()).toMatchObject([{ commitSha: lost, branch: 'staging' }]);
    host.standIn.repair();
  });
});
