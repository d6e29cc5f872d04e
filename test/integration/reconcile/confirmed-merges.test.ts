import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { invoke } from '#infra/local/function-registry.ts';
import type { Delivery } from '#shared/contract/delivery.ts';
import type { Deployment } from '#shared/contract/deployment.ts';
import { minutesLater } from '#test/integration/clock.ts';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { Connection, type Project } from '../connections/connection.ts';
import { type GitHost, giteaHost } from '../connections/git-host.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';

let service: TestService;
let host: GitHost;
let git: OwnGitServer;
let project: Project;
let minutes: number;

beforeAll(async () => {
  service = await TestService.start();
  host = await giteaHost();
});
afterAll(async () => {
  await service.stop();
  await host.standIn.stop();
});
beforeEach(async () => {
  minutes = 0;
  host.standIn.reset();
  git = await OwnGitServer.start();
  git.repository.commit('main', 'Begin');
  const connection = new Connection(service, host);
  const { baseUrl: _own, ...ssh } = git.settings;
  await connection.set('good', ssh);
  project = await service.project();
  await service.environment(project.path, { name: 'Production', type: 'production', branch: 'main' });
  const body = { repositoryUrl: git.cloneUrl('git'), provider: 'gitea' };
  const { json } = expectStatus(201, await service.api('POST', `${project.path}/repository`, { body }));
  git.deployKeys.push((json.deployKey as { publicKey: string }).publicKey);
  await sweep();
});
afterEach(async () => {
  expectStatus(200, await service.api('DELETE', `${project.path}/repository`));
  await git.stop();
});

const sweep = async (): Promise<void> => {
  minutes += 20;
  await minutesLater(minutes, () => invoke('schedules/tick', {}));
};
const deployments = async (): Promise<readonly Deployment[]> =>
  expectStatus(200, await service.api('GET', `${project.path}/deployments`)).json.deployments as Deployment[];
const rules = async (): Promise<readonly string[]> => {
  const { json } = expectStatus(200, await service.api('GET', `${project.path}/deliveries`));
  return (json.deliveries as Delivery[]).flatMap(({ decision }) => decision.trace.map((entry) => entry.rule));
};
const merged = (commitSha: string) =>
  host.standIn.addPullRequest({
    number: 7,
    branch: 'main',
    state: 'merged',
    commitSha,
    reviewed: 'e'.repeat(40),
    mergedAt: '2026-11-25T12:00:00.000Z',
  });

describe('a branch that deploys on merge and moved without a delivery', () => {
  it('is deployed where the provider confirms that a pull request was merged into it', async () => {
    const commit = git.repository.commit('main', 'Merge pull request 7');
    merged(commit);

    await sweep();

    expect(await deployments()).toMatchObject([{ commitSha: commit, trigger: 'reconcile', branch: 'main' }]);
    await sweep();
    expect(await deployments()).toHaveLength(1);
  });

  it('is held where it does not, and deployed later where the provider only knew it late', async () => {
    const commit = git.repository.commit('main', 'Merge pull request 7');
    await sweep();
    expect(await deployments()).toEqual([]);
    expect(await rules()).toEqual(['head_not_confirmed']);

    merged(commit);
    await sweep();

    expect(await deployments()).toMatchObject([{ commitSha: commit, trigger: 'reconcile' }]);
  });

  it('is asked for twice, and then not any more until it moves', async () => {
    git.repository.commit('main', 'A direct push');
    await sweep();
    await sweep();
    const asked = host.standIn.requests().length;

    await sweep();
    await sweep();

    expect(host.standIn.requests()).toHaveLength(asked);
    expect(await deployments()).toEqual([]);
  });

  it('is left for the next sweep where the provider cannot be asked', async () => {
    const commit = git.repository.commit('main', 'Merge pull request 7');
    merged(commit);
    host.standIn.break(500);
    await sweep();
    expect(await deployments()).toEqual([]);
    expect(await rules()).toEqual([]);

    host.standIn.repair();
    await sweep();

    expect(await deployments()).toMatchObject([{ commitSha: commit }]);
  });
});
