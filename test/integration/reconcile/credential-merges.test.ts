import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';
import { type GitHost, giteaHost } from '../connections/git-host.ts';
import type { GiteaStandIn } from '../providers/gitea-stand-in.ts';
import { ReconciledAtProvider } from './reconciled-at-provider.ts';

let service: TestService;
let host: GitHost<GiteaStandIn>;
let project: ReconciledAtProvider;
let begin: string;

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
  begin = project.git.repository.run('rev-parse', 'refs/heads/main');
  host.standIn.holds = (commit, other) => {
    try {
      project.git.repository.run('merge-base', '--is-ancestor', other, commit);
      return true;
    } catch {
      return false;
    }
  };
});
afterEach(() => project.stop());

/** Makes a commit on top of another one. */
const commitOn = (parent: string, message: string): string => {
  const { repository } = project.git;
  const tree = repository.run('hash-object', '-t', 'tree', '-w', '/dev/null');
  return repository.run('commit-tree', tree, '-p', parent, '-m', message);
};
const moveTo = (commit: string): void => {
  project.git.repository.run('update-ref', 'refs/heads/main', commit);
};
const at = (seconds = 60): string => new Date(Math.floor(Date.now() / 1000 + seconds) * 1000).toISOString();
const merged = (number: number, commitSha: string, mergedAt = at()): void =>
  host.standIn.addPullRequest({ number, branch: 'main', state: 'merged', commitSha, reviewed: begin, mergedAt });
const commits = async (): Promise<readonly (string | null)[]> =>
  (await project.deployments()).map(({ commitSha }) => commitSha);

describe('a branch that deploys on merge, compared with a credential', () => {
  it('deploys a merge behind a direct push, of which no delivery told', async () => {
    const merge = commitOn(begin, 'Merge');
    moveTo(commitOn(merge, 'Direct'));
    merged(7, merge);

    await project.reconcile();

    expect(await project.deployments()).toMatchObject([{ commitSha: merge, trigger: 'reconcile', status: 'queued' }]);
  });

  it('deploys the last of several that were merged in one second, as the history tells', async () => {
    const first = commitOn(begin, 'First');
    const second = commitOn(first, 'Second');
    const third = commitOn(second, 'Third');
    moveTo(third);
    const second0 = at();
    for (const [number, commit] of [second, third, first].entries()) merged(number + 1, commit, second0);

    await project.reconcile();

    expect(await commits()).toEqual([third]);
  });

  it('deploys nothing that was merged before it was connected', async () => {
    merged(7, begin, '2026-01-01T00:00:00.000Z');

    await project.reconcile();
    await project.reconcile();

    expect(await project.deployments()).toEqual([]);
  });

  it('drops what waits for two minutes and is not in the branch any more, and queues what it holds', async () => {
    const kept = commitOn(begin, 'Kept');
    const left = commitOn(kept, 'Left');
    moveTo(left);
    await project.deliverMerge(kept, at(0));
    await project.deliverMerge(left, at(30));
    expect(await commits()).toEqual([left, kept]);
    merged(1, kept, at(0));
    merged(2, left, at(30));
    moveTo(kept);

    await project.reconcile();

    const [newest, ...others] = await project.deployments();
    expect(newest).toMatchObject({ commitSha: kept, status: 'queued' });
    expect(others).toMatchObject([
      { commitSha: left, status: 'superseded', statusReason: expect.stringContaining('does not hold') },
      { commitSha: kept, status: 'superseded' },
    ]);
  });

  it('leaves the order to the deliveries where this release cannot compare', async () => {
    host.standIn.cannotCompare = true;
    const merge = commitOn(begin, 'Merge');
    moveTo(merge);
    merged(7, merge);

    await project.reconcile();

    expect(await commits()).toEqual([merge]);
  });

  it('is failing where the API alone knows of a merge, although its push was told', async () => {
    const merge = commitOn(begin, 'Merge');
    moveTo(merge);
    await project.deliverPush(begin, merge);
    merged(7, merge, at(5));

    await project.reconcile();
    await project.reconcile(2);

    expect(await commits()).toEqual([merge]);
    expect(await project.repositoryStatus()).toBe('failing');
  });
});
