import { describe, expect, it } from 'vitest';
import { bitbucketWebhook } from '#shared/providers/bitbucket/webhook.ts';
import { giteaWebhook } from '#shared/providers/gitea/webhook.ts';
import { githubWebhook } from '#shared/providers/github/webhook.ts';
import { gitlabWebhook } from '#shared/providers/gitlab/webhook.ts';
import { examplesOf, realPullRequest, realPush } from '#test/fixtures/github.ts';
import { bitbucketPush, giteaPush, gitlabMerge, gitlabPush } from '#test/fixtures/other-providers.ts';

type Json = Record<string, unknown>;

const github = (event: string, payload: unknown) =>
  githubWebhook.parse({ 'x-github-event': event }, payload)?.repository;
const gitea = (payload: unknown) => giteaWebhook.parse({ 'x-gitea-event': 'push' }, payload)?.repository;

describe('the repository that a delivery reports', () => {
  it.each([
    ['push', realPush(), '2019-05-15T15:20:41.000Z'],
    ['pull_request', realPullRequest(true), '2019-05-15T15:21:14.000Z'],
    ['repository', examplesOf('repository')[9], '2019-05-15T15:20:41.000Z'],
  ])('of GitHub’s %s has its default branch and its time', (event, payload, updatedAt) => {
    expect(github(event, payload)).toMatchObject({ defaultBranch: 'master', updatedAt });
  });

  it('of Gitea has both too', () => {
    const repository = { id: 42, full_name: 'acme/x', default_branch: 'trunk', updated_at: '2026-11-26T00:16:32Z' };

    expect(gitea({ ...giteaPush(), repository })).toEqual({
      id: '42',
      fullName: 'acme/x',
      defaultBranch: 'trunk',
      updatedAt: '2026-11-26T00:16:32.000Z',
    });
  });

  it.each([
    ['push', gitlabPush()],
    ['merge request', gitlabMerge()],
  ])('of GitLab’s %s has its default branch, and no time', (_event, payload) => {
    const withId = { ...payload, project_id: 15 };

    expect(gitlabWebhook.parse({}, withId)?.repository).toMatchObject({ defaultBranch: 'main', updatedAt: null });
  });

  it('of Bitbucket has neither', () => {
    const repository = bitbucketWebhook.parse({ 'x-event-key': 'repo:push' }, bitbucketPush([]))?.repository;

    expect(repository).toMatchObject({ defaultBranch: null, updatedAt: null });
  });

  it.each([[17], [{}], [null], [['main']], ['-x'], ['a..b'], ['x'.repeat(300)]])(
    'of a default branch that is no name (%j) is still read',
    (branch) => {
      const push = realPush();
      const repository = { ...(push.repository as Json), default_branch: branch, updated_at: branch };

      expect(github('push', { ...push, repository })).toMatchObject({ id: '186853002', defaultBranch: null });
    },
  );
});
