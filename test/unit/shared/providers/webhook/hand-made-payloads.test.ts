import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { emptyEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import { bitbucketWebhook } from '#shared/providers/bitbucket/webhook.ts';
import { giteaWebhook } from '#shared/providers/gitea/webhook.ts';
import { githubWebhook } from '#shared/providers/github/webhook.ts';
import { gitlabWebhook } from '#shared/providers/gitlab/webhook.ts';
import type { ParsedDelivery } from '#shared/providers/webhook/webhook-provider.ts';
import { readDeliveryBody } from '#shared/workflows/deliveries/read-delivery-body.ts';
import { realPullRequest, realPush, realTag } from '#test/fixtures/github.ts';
import {
  bitbucketMerge,
  bitbucketPush,
  bitbucketRef,
  commitA,
  commitB,
  giteaDelete,
  giteaMerge,
  giteaPush,
  gitlabMerge,
  gitlabPush,
  gitlabSignedHeaders,
  gitlabTag,
  zeros,
} from '#test/fixtures/other-providers.ts';

// What no package publishes. Source: docs/design/providers.md, "Hand-written payloads".
type Json = Record<string, unknown>;
type Told = Omit<Partial<GitEvent>, 'kind'> & Pick<GitEvent, 'kind'>;
type Repository = { readonly id: string; readonly fullName: string } | null;

/** What is reported of a repository besides has its own tests: reported-repository.test.ts. */
const named = (repository: Repository) => (repository === null ? null : expect.objectContaining(repository));

/** Listed commits have their own tests: listed-commits.test.ts. */
const commits = expect.toBeOneOf([null, expect.any(Array)]);
const of = (repository: Repository, ...changes: readonly Told[]): ParsedDelivery => ({
  repository: named(repository),
  changes: changes.map((change) => ({ ...emptyEvent, commits, ...change })),
});
const longA = 'a'.repeat(64);
const longB = 'b'.repeat(64);
const longZeros = '0'.repeat(64);
const tagObject = 'f'.repeat(40);

describe('a delivery of GitHub', () => {
  const hello = { id: '186853002', fullName: 'Codertocat/Hello-World' };
  const parse = (event: string, payload: Json) => githubWebhook.parse({ 'x-github-event': event }, payload);
  const headCommit = (id: string): Json => ({
    id,
    message: 'Initial commit',
    timestamp: '2019-05-15T10:19:25-05:00',
    author: { name: 'Codertocat' },
  });
  const files = { added: ['a'], modified: ['b'], removed: ['c'] };
  const push = (over: Json = {}): Json => ({
    ...realPush(),
    before: commitA,
    after: commitB,
    head_commit: headCommit(commitB),
    commits: [files],
    ...over,
  });
  const expected = {
    kind: 'push' as const,
    ref: 'refs/heads/master',
    before: commitA,
    after: commitB,
    pushedAt: '2019-05-15T15:20:57.000Z',
    committedAt: '2019-05-15T15:19:25.000Z',
    message: 'Initial commit',
    author: 'Codertocat',
    actor: 'Codertocat',
  };
  const tag = { ...expected, kind: 'tag' as const, ref: 'refs/tags/simple-tag', before: zeros };
  const ofLength = (count: number): Json => ({ commits: Array.from({ length: count }, () => files) });

  it.each<[string, Json, ParsedDelivery]>([
    ['one commit', push(), of(hello, { ...expected, files: ['a', 'b', 'c'] })],
    [
      'an annotated tag',
      { ...realTag(), after: tagObject, head_commit: headCommit(commitB) },
      of(hello, { ...tag, after: commitB }),
    ],
    [
      'commits of SHA-256',
      push({ before: longA, after: longB, head_commit: headCommit(longB) }),
      of(hello, { ...expected, before: longA, after: longB, files: ['a', 'b', 'c'] }),
    ],
    [
      'a deleted branch of SHA-256',
      push({ before: longA, after: longZeros, deleted: true, head_commit: null, commits: [] }),
      of(hello, {
        kind: 'delete',
        ref: expected.ref,
        before: longA,
        pushedAt: expected.pushedAt,
        actor: expected.actor,
      }),
    ],
    ['no commit but a head', push({ before: zeros, commits: [] }), of(hello, { ...expected, before: zeros })],
    ['no commit of those between two', push({ commits: [] }), of(hello, expected)],
    ['a forced push', push({ forced: true }), of(hello, { ...expected, forced: true })],
    ['2,047 commits', push(ofLength(2047)), of(hello, { ...expected, files: ['a', 'b', 'c'] })],
    ['2,048 commits, where GitHub cuts', push(ofLength(2048)), of(hello, expected)],
    ['2,500 commits', push(ofLength(2500)), of(hello, expected)],
    [
      'a skip marker',
      push({ head_commit: { ...headCommit(commitB), message: 'x\n\n[CI skip]' } }),
      of(hello, {
        ...expected,
        message: 'x\n\n[CI skip]',
        skipMarker: '[ci skip]',
        files: ['a', 'b', 'c'],
      }),
    ],
    [
      'a branch of the merge queue',
      push({ ref: `refs/heads/gh-readonly-queue/main/pr-104-${commitA}` }),
      of(hello, { kind: 'other' }),
    ],
    [
      'a repository under a new name',
      push({ repository: { ...(realPush().repository as Json), full_name: 'Octocoders/Renamed' } }),
      of({ id: hello.id, fullName: 'Octocoders/Renamed' }, { ...expected, files: ['a', 'b', 'c'] }),
    ],
  ])('of a push with %s', (_what, payload, expected) => {
    expect(parse('push', payload)).toEqual(expected);
  });

  it('of a merged pull request', () => {
    expect(parse('pull_request', realPullRequest(true))).toEqual(
      of(hello, {
        kind: 'merge',
        ref: 'refs/heads/master',
        after: 'c'.repeat(40),
        pushedAt: '2026-11-24T10:00:00.000Z',
        message: 'Update the README with new information.',
        author: 'Codertocat',
        pullRequest: 2,
      }),
    );
  });

  it('that was sent as a form, signed over the form', () => {
    const body = `payload=${encodeURIComponent(JSON.stringify(push()))}`;
    const key = createSecretKey(Buffer.from('s'.repeat(64)));
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-github-event': 'push',
      'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
    };

    expect(githubWebhook.verify(headers, body, { proof: 'body-hmac', key, nowMs: 0 })).toBe(true);
    expect(readDeliveryBody(githubWebhook, headers, body)).toEqual({
      eventName: 'push',
      parsed: of(hello, { ...expected, files: ['a', 'b', 'c'] }),
    });
  });
});

describe('a delivery of GitLab', () => {
  const project = { id: '15', fullName: 'acme/team/odoo-custom' };
  const expected = {
    kind: 'push' as const,
    ref: 'refs/heads/staging',
    before: commitA,
    after: commitB,
    committedAt: '2026-11-23T09:58:00.000Z',
    message: 'Fix the report\n\nand more',
    author: 'Jo Smith',
    actor: 'jsmith',
  };
  const headless = { committedAt: null, message: null, author: null };
  const commit = (id: string, message = 'older'): Json => ({ id, message, timestamp: '2026-11-22T10:00:00Z' });
  const merge = {
    kind: 'merge' as const,
    ref: 'refs/heads/main',
    after: commitB,
    pushedAt: '2026-11-23T10:00:00.000Z',
    message: 'Improve the report',
    author: 'Jo Smith',
    actor: 'merger',
    pullRequest: 7,
  };

  it.each<[string, Json, ParsedDelivery]>([
    ['a push in a sub-group', gitlabPush(), of(project, expected)],
    [
      'a new branch without commits of its own',
      gitlabPush({ before: zeros, commits: [], total_commits_count: 0 }),
      of(project, { ...expected, ...headless, before: zeros }),
    ],
    [
      'a deleted branch',
      gitlabPush({ after: zeros, checkout_sha: null, commits: [] }),
      of(project, { ...expected, ...headless, kind: 'delete', after: null }),
    ],
    ['an annotated tag', gitlabTag(), of(project, { ...expected, kind: 'tag', ref: 'refs/tags/v1.0', before: zeros })],
    [
      'a deleted tag',
      { ...gitlabTag(), before: tagObject, after: zeros, checkout_sha: null, commits: [] },
      of(project, { ...expected, ...headless, kind: 'delete', ref: 'refs/tags/v1.0', before: tagObject, after: null }),
    ],
    [
      'a push of 25 commits, of which it lists twenty',
      gitlabPush({
        total_commits_count: 25,
        commits: Array.from({ length: 20 }, (_, index) => commit(index === 19 ? commitB : commitA, `step ${index}`)),
      }),
      of(project, { ...expected, committedAt: '2026-11-22T10:00:00.000Z', message: 'step 19', author: null }),
    ],
    [
      'a push of SHA-256 commits',
      gitlabPush({ before: longA, after: longB, checkout_sha: longB, commits: [commit(longB)] }),
      of(project, {
        ...expected,
        before: longA,
        after: longB,
        committedAt: '2026-11-22T10:00:00.000Z',
        message: 'older',
        author: null,
      }),
    ],
    ['a merge with a commit of its own', gitlabMerge(), of(project, merge)],
    [
      'a merge that squashed and went fast-forward',
      gitlabMerge({ merge_commit_sha: null, squash_commit_sha: commitB }),
      of(project, merge),
    ],
    [
      'a merge that went fast-forward',
      gitlabMerge({ merge_commit_sha: null }),
      of(project, { ...merge, after: commitA }),
    ],
    [
      'a merge request that was closed',
      gitlabMerge({ action: 'close', state: 'closed' }),
      of(project, { kind: 'other' }),
    ],
    [
      'a push of a project under a new name',
      gitlabPush({ project: { id: 15, path_with_namespace: 'acme/renamed' } }),
      of({ id: '15', fullName: 'acme/renamed' }, expected),
    ],
  ])('of %s', (_what, payload, expected) => {
    expect(gitlabWebhook.parse({}, payload)).toEqual(expected);
  });

  it('that is signed', () => {
    const body = JSON.stringify(gitlabPush());
    const seconds = 1_789_000_000;
    const bytes = Buffer.alloc(32, 7);
    const headers = gitlabSignedHeaders('Push Hook', body, `whsec_${bytes.toString('base64')}`, seconds);
    const demand = { proof: 'signing-token' as const, key: createSecretKey(bytes), nowMs: seconds * 1000 };

    expect(gitlabWebhook.verify(headers, body, demand)).toBe(true);
    expect(readDeliveryBody(gitlabWebhook, headers, body)).toEqual({
      eventName: 'Push Hook',
      parsed: of(project, expected),
    });
  });
});

describe('a delivery of Bitbucket', () => {
  const repository = { id: '{470c176d-3574-44ea-bb41-89e8638bcca4}', fullName: 'acme/odoo-custom' };
  const branch = (name: string, hash: string) => bitbucketRef('branch', name, hash);
  const annotated = bitbucketRef('annotated_tag', 'v1.0', commitB);
  const head = { committedAt: '2026-11-23T10:00:00.000Z', message: 'Fix the report\n', author: 'jo', actor: 'jo' };
  const update = { old: branch('staging', commitA), new: branch('staging', commitB), forced: false, truncated: false };
  const updated = { ...head, kind: 'push' as const, ref: 'refs/heads/staging', before: commitA, after: commitB };
  const deletion = { old: branch('feature/old', commitA), new: null, closed: true };
  const deleted = { kind: 'delete' as const, ref: 'refs/heads/feature/old', before: commitA, actor: 'jo' };
  const tagging = { old: null, new: annotated, created: true };
  const tagged = { ...head, kind: 'tag' as const, ref: 'refs/tags/v1.0', before: zeros, after: commitB };

  it.each<[string, readonly Json[], readonly Told[]]>([
    ['an updated branch', [update], [updated]],
    ['a forced push', [{ ...update, forced: true }], [{ ...updated, forced: true }]],
    ['more commits than it lists', [{ ...update, truncated: true }], [updated]],
    ['a new branch', [{ old: null, new: branch('staging', commitB), created: true }], [{ ...updated, before: zeros }]],
    ['a deleted branch', [deletion], [deleted]],
    ['an annotated tag', [tagging], [tagged]],
    ['a deleted tag', [{ old: annotated, new: null }], [{ ...deleted, ref: 'refs/tags/v1.0', before: commitB }]],
    ['an update, a deletion and a tag', [update, deletion, tagging], [updated, deleted, tagged]],
    [
      'a branch and a tag of one name',
      [
        { old: null, new: branch('v1.0', commitB) },
        { old: null, new: bitbucketRef('tag', 'v1.0', commitB) },
      ],
      [{ ...updated, ref: 'refs/heads/v1.0', before: zeros }, tagged],
    ],
    [
      'commits of SHA-256',
      [{ old: null, new: branch('staging', longB) }],
      [{ ...updated, before: longZeros, after: longB }],
    ],
  ])('with %s', (_what, changes, expected) => {
    expect(bitbucketWebhook.parse({ 'x-event-key': 'repo:push' }, bitbucketPush(changes))).toEqual(
      of(repository, ...expected),
    );
  });

  it('of a merged pull request tells the first twelve digits of the commit', () => {
    expect(bitbucketWebhook.parse({ 'x-event-key': 'pullrequest:fulfilled' }, bitbucketMerge())).toEqual(
      of(repository, {
        kind: 'merge',
        ref: 'refs/heads/main',
        after: commitB.slice(0, 12),
        pushedAt: '2026-11-23T10:00:00.000Z',
        message: 'Improve the report',
        author: 'Jo Smith',
        actor: 'merger',
        pullRequest: 9,
      }),
    );
  });

  it.each(['pullrequest:rejected', 'pullrequest:created', 'repo:updated', 'repo:transfer', 'diagnostics:ping'])(
    'of %s is no change',
    (name) => {
      expect(bitbucketWebhook.parse({ 'x-event-key': name }, bitbucketMerge())).toEqual(
        of(repository, { kind: 'other' }),
      );
    },
  );
});

describe('a delivery of Gitea or Forgejo', () => {
  const repository = { id: '42', fullName: 'acme/odoo-custom' };
  const expected = {
    kind: 'push' as const,
    ref: 'refs/heads/staging',
    before: commitA,
    after: commitB,
    committedAt: '2026-11-23T09:58:00.000Z',
    message: 'Fix the report\n',
    author: 'Jo Smith',
    actor: 'jo',
  };
  const sha256Head = { id: longB, message: 'Fix the report\n', author: { name: 'Jo Smith' } };

  it.each<[string, string, Json, ParsedDelivery]>([
    ['a push', 'push', giteaPush(), of(repository, expected)],
    [
      'an annotated tag',
      'push',
      giteaPush({ ref: 'refs/tags/v1.0', before: zeros, after: tagObject }),
      of(repository, { ...expected, kind: 'tag', ref: 'refs/tags/v1.0', before: zeros }),
    ],
    [
      'a push of SHA-256 commits',
      'push',
      giteaPush({ before: longA, after: longB, head_commit: sha256Head }),
      of(repository, { ...expected, before: longA, after: longB, committedAt: null }),
    ],
    ['a deletion', 'delete', giteaDelete(), of(repository, { kind: 'delete', ref: 'refs/heads/staging', actor: 'jo' })],
    [
      'a merge',
      'pull_request',
      giteaMerge(true),
      of(repository, {
        kind: 'merge',
        ref: 'refs/heads/main',
        after: commitB,
        pushedAt: '2026-11-23T10:00:00.000Z',
        message: 'Improve the report',
        author: 'jo',
        actor: 'merger',
        pullRequest: 3,
      }),
    ],
    ['a pull request that was closed', 'pull_request', giteaMerge(false), of(repository, { kind: 'other' })],
  ])('of %s, under the headers of either', (_what, event, payload, expected) => {
    expect(giteaWebhook.parse({ 'x-gitea-event': event }, payload)).toEqual(expected);
    expect(giteaWebhook.parse({ 'x-forgejo-event': event }, payload)).toEqual(expected);
  });
});
