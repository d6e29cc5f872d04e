import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';
import { type GitHost, giteaHost } from '../connections/git-host.ts';
import { ReconciledAtProvider } from './reconciled-at-provider.ts';

let service: TestService;
let host: GitHost;
let project: ReconciledAtProvider;

beforeAll(async () => {
  service = await TestService.start();
  host = await giteaHost();
});
afterAll(async () => {
  await service.stop();
  await host.standIn.stop();
});
beforeEach(async () => {
  project = await ReconciledAtProvider.connect(service, host);
});
afterEach(() => project.stop());

const move = (message: string): string => project.git.repository.commit('main', message);
const merged = (commitSha: string) =>
  host.standIn.addPullRequest({
    number: 7,
    branch: 'main',
    state: 'merged',
    commitSha,
    reviewed: 'e'.repeat(40),
    mergedAt: new Date(Date.now() + 60_000).toISOString(),
  });

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
