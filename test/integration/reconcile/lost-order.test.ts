import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectStatus, TestService } from '#test/integration/test-service.ts';
import { OwnGitServer } from '../connections/own-git-server.ts';
import { ReconciledProject } from './reconciled-project.ts';

let service: TestService;
let git: OwnGitServer;
let project: ReconciledProject;

beforeAll(async () => {
  service = await TestService.start();
});
afterAll(() => service.stop());
beforeEach(async () => {
  git = await OwnGitServer.start();
});
afterEach(async () => {
  expectStatus(200, await project.change('DELETE', '/repository'));
  await git.stop();
});

const map = async (mapping: Record<string, unknown>): Promise<void> => {
  const body = { environmentId: project.environments.work, ...mapping };
  expectStatus(201, await project.change('POST', '/branch-mappings', body));
};

describe('lost tags of one environment', () => {
  beforeEach(async () => {
    git.repository.commit('main');
    project = await ReconciledProject.connect(service, git);
    await map({ refType: 'tag', branchPattern: 'v*' });
  });

  it.each([true, false])(
    'are queued in the order of their dates, not of their names (annotated: %s)',
    async (annotated) => {
      const made = ['v9', 'v11', 'v10', 'v12', 'v2'].map((name, day) =>
        git.repository.tag(name, `2026-11-0${day + 1}T10:00:00Z`, annotated),
      );

      await project.reconcile();

      expect(await project.pending('work')).toBe(made.at(-1));
      const all = await project.deployments('work');
      const successors = made.map((commit) => {
        const one = all.find(({ commitSha }) => commitSha === commit);
        return all.find(({ id }) => id === one?.supersededBy)?.commitSha;
      });
      expect(successors).toEqual([...made.slice(1), undefined]);
    },
  );
});

describe('dates of lost tags', () => {
  /** Made in another order than that of their names. @returns the commit of the newest */
  const loseTags = (): string => {
    const made = ['v9', 'v11', 'v10'].map((name, day) =>
      git.repository.tag(name, `2026-11-0${day + 1}T10:00:00Z`, true),
    );
    return made.at(-1) ?? '';
  };

  beforeEach(async () => {
    git.repository.commit('main');
    project = await ReconciledProject.connect(service, git);
    await map({ refType: 'tag', branchPattern: 'v*' });
  });

  it('are read over SSH from a server that speaks no protocol version 2', async () => {
    git.acceptsVersion2 = false;
    const newest = loseTags();

    await project.reconcile();

    expect(await project.pending('work')).toBe(newest);
    expect(git.requests).not.toContain('/git-upload-pack');
  });

  it('are read over HTTPS where the host has no pinned SSH key and everybody may read', async () => {
    git.isPublic = true;
    const body = { ...git.settings, sshHostKeys: [] };
    expectStatus(200, await service.api('PUT', '/api/settings/git-providers/gitea', { body }));
    const newest = loseTags();

    await project.reconcile();

    expect(await project.pending('work')).toBe(newest);
    expect(git.requests).toContain('/git-upload-pack');
  });
});

describe('lost branches of one environment', () => {
  it('are queued in the order of their commits, not of their names', async () => {
    git.repository.commit('main');
    project = await ReconciledProject.connect(service, git);
    const newest = git.repository.commitAt('work/a', '2026-11-05T10:00:00Z');
    git.repository.commitAt('work/b', '2026-11-04T10:00:00Z');

    await project.reconcile();

    expect(await project.pending('work')).toBe(newest);
  });
});
