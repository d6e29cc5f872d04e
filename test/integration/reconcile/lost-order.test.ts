import { beforeEach, describe, expect, it } from 'vitest';
import { expectStatus } from '#test/integration/test-service.ts';
import { connect, connectForTags, git, loseTags, project, service, useBench } from './lost-order-bench.ts';

useBench();

describe('dates of lost tags', () => {
  beforeEach(connectForTags);

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
    await connect();
    const newest = git.repository.commitAt('work/a', '2026-11-05T10:00:00Z');
    git.repository.commitAt('work/b', '2026-11-04T10:00:00Z');

    await project.reconcile();

    expect(await project.pending('work')).toBe(newest);
  });
});
