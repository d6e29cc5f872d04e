import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { TestService } from '#test/integration/test-service.ts';
import { type GitHost, giteaHost } from '../connections/git-host.ts';
import type { GiteaStandIn } from '../providers/gitea-stand-in.ts';
import { ReconciledAtProvider } from './reconciled-at-provider.ts';

let service: TestService;
export let host: GitHost<GiteaStandIn>;
export let project: ReconciledAtProvider;
export let begin: string;

/** Makes a commit on top of another one. */
export const commitOn = (parent: string, message: string): string => {
  const { repository } = project.git;
  const tree = repository.tree;
  return repository.run('commit-tree', tree, '-p', parent, '-m', message);
};

export const moveTo = (commit: string): void => {
  project.git.repository.run('update-ref', 'refs/heads/main', commit);
};

export const at = (seconds = 60): string => new Date(Math.floor(Date.now() / 1000 + seconds) * 1000).toISOString();

export const merged = (number: number, commitSha: string, mergedAt = at()): void =>
  host.standIn.addPullRequest({ number, branch: 'main', state: 'merged', commitSha, reviewed: begin, mergedAt });

export const commits = async (): Promise<readonly (string | null)[]> =>
  (await project.deployments()).map(({ commitSha }) => commitSha);

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
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
};
