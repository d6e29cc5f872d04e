import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { gitlabWebhook } from '#shared/providers/gitlab/webhook.ts';
import {
  commitA,
  commitB,
  gitlabMerge,
  gitlabPush,
  gitlabSignedHeaders,
  gitlabTag,
  gitlabTokenHeaders,
  zeros,
} from '#test/fixtures/other-providers.ts';

const parse = (payload: unknown) => gitlabWebhook.parse({}, payload);

describe('what a delivery of GitLab tells', () => {
  it('of a push: repository, ref, commits, message, author and actor', () => {
    expect(parse(gitlabPush())).toEqual({
      repository: { id: '15', fullName: 'acme/team/odoo-custom', defaultBranch: 'main', updatedAt: null },
      changes: [
        expect.objectContaining({
          kind: 'push',
          ref: 'refs/heads/staging',
          before: commitA,
          after: commitB,
          message: 'Fix the report\n\nand more',
          author: 'Jo Smith',
          actor: 'jsmith',
          pushedAt: null,
          committedAt: '2026-11-23T09:58:00.000Z',
          files: null,
        }),
      ],
    });
  });

  it.each([
    ['a push', gitlabPush()],
    ['a merge', gitlabMerge({})],
  ])('of %s whose id of the project stands beside the project: the same repository', (_what, payload) => {
    const { id, ...project } = (payload as { project: { id: number } }).project;

    expect(parse({ ...(payload as object), project, project_id: id })).toEqual(parse(payload));
  });

  it('of a push that names no id of its project: no repository', () => {
    const { id: _id, ...project } = (gitlabPush() as { project: { id: number } }).project;

    expect(parse({ ...gitlabPush(), project, project_id: undefined })?.repository).toBeNull();
  });

  it('of an annotated tag: the commit, not the tag object', () => {
    expect(parse(gitlabTag())?.changes[0]).toMatchObject({ kind: 'tag', ref: 'refs/tags/v1.0', after: commitB });
  });

  it('of a deletion: no commit', () => {
    const deletion = gitlabPush({ after: zeros, checkout_sha: null, commits: [] });

    expect(parse(deletion)?.changes[0]).toMatchObject({ kind: 'delete', before: commitA, after: null, message: null });
  });

  it.each([
    ['its merge commit', {}, commitB],
    ['its squash commit where it has no merge commit', { merge_commit_sha: null, squash_commit_sha: commitB }, commitB],
    ['its last commit where it was fast-forwarded', { merge_commit_sha: null }, commitA],
  ])('of a merge: %s', (_what, attributes, commit) => {
    expect(parse(gitlabMerge(attributes))?.changes[0]).toMatchObject({
      kind: 'merge',
      ref: 'refs/heads/main',
      after: commit,
      pushedAt: '2026-11-23T10:00:00.000Z',
      actor: 'merger',
      pullRequest: 7,
    });
  });

  it.each(['open', 'close', 'update', 'approved'])(
    'of a merge request that was only %s: nothing to deploy',
    (action) => {
      expect(parse(gitlabMerge({ action, state: 'opened' }))?.changes[0]).toMatchObject({ kind: 'other', ref: null });
    },
  );

  it('of an event that is not used: its repository alone', () => {
    const { object_kind: _kind, ...rest } = gitlabPush();

    expect(parse({ ...rest, object_kind: 'pipeline' })?.changes).toEqual([expect.objectContaining({ kind: 'other' })]);
  });

  it.each([
    [null],
    ['text'],
    [[]],
    [{ object_kind: 'push' }],
    [gitlabPush({ after: 'short' })],
    [gitlabPush({ ref: 5 })],
  ])('of %j: nothing, since GitLab documents it otherwise', (payload) => {
    expect(parse(payload)).toBeNull();
  });
});

describe('the proof of a hook with a signing token', () => {
  // The vector of docs/design/providers.md, "GitLab: signing tokens".
  const token = 'whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=';
  const body = '{"object_kind":"push"}';
  const seconds = 1_789_000_000;
  const headers = {
    'webhook-id': 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f',
    'webhook-timestamp': String(seconds),
    'webhook-signature': 'v1,utb5cYtiDMkw9f2rdqURkPoEeu5mXIMVBVtELuYXdxU=',
  };
  const key = createSecretKey(Buffer.from(token.slice(6), 'base64'));
  const verify = (changed: Record<string, string | undefined>, nowMs = seconds * 1000, text = body): boolean =>
    gitlabWebhook.verify({ ...headers, ...changed }, Buffer.from(text), { proof: 'signing-token', key, nowMs });

  it('is right in the published vector, and as the fixture signs', () => {
    expect(verify({})).toBe(true);
    expect(verify(gitlabSignedHeaders('Push Hook', body, token, seconds))).toBe(true);
  });

  it('is taken among several, as while a token is rotated', () => {
    expect(verify({ 'webhook-signature': `v1a,xyz v1,${'A'.repeat(43)}= ${headers['webhook-signature']}` })).toBe(true);
  });

  it.each([
    [-301, false],
    [-300, true],
    [300, true],
    [301, false],
  ])('%s seconds from its time stamp counts: %s', (skew, counts) => {
    expect(verify({}, (seconds + skew) * 1000)).toBe(counts);
  });

  it.each([
    ['no signature', { 'webhook-signature': undefined }],
    ['only the plain token', { 'webhook-signature': undefined, 'x-gitlab-token': token }],
    ['no id', { 'webhook-id': undefined }],
    ['no time stamp', { 'webhook-timestamp': undefined }],
    ['a time stamp that is no number', { 'webhook-timestamp': `${seconds}x` }],
    ['a time stamp in exponents', { 'webhook-timestamp': '1789e6' }],
    ['another id', { 'webhook-id': 'other' }],
    ['another version', { 'webhook-signature': headers['webhook-signature'].replace('v1', 'v2') }],
    ['no version', { 'webhook-signature': headers['webhook-signature'].slice(3) }],
    ['a cut signature', { 'webhook-signature': headers['webhook-signature'].slice(0, -2) }],
    ['url-safe base64', { 'webhook-signature': 'v1,utb5cYtiDMkw9f2rdqURkPoEeu5mXIMVBVtELuYXdxU' }],
    [
      'a header that came twice',
      { 'webhook-signature': `${headers['webhook-signature']},${headers['webhook-signature']}` },
    ],
    ['an empty one', { 'webhook-signature': 'v1,' }],
  ])('is refused with %s', (_what, changed) => {
    expect(verify(changed)).toBe(false);
  });

  it('is refused for another body', () => {
    expect(verify({}, seconds * 1000, `${body} `)).toBe(false);
  });

  it.each(['a.1', '', 'a b', 'x'.repeat(201)])('is none under the id %j, though its signature is right', (id) => {
    expect(verify(gitlabSignedHeaders('Push Hook', body, token, seconds, id))).toBe(false);
  });
});

describe('the proof of a hook with a plain token', () => {
  const key = createSecretKey(Buffer.from('the-plain-token'));
  const verify = (headers: Record<string, string | undefined>): boolean =>
    gitlabWebhook.verify(headers, Buffer.from('{}'), { proof: 'plain-token', key, nowMs: 0 });

  it('is the token', () => {
    expect(verify(gitlabTokenHeaders('Push Hook', 'the-plain-token'))).toBe(true);
  });

  it.each([undefined, '', 'the-plain-toke', 'the-plain-token ', 'THE-PLAIN-TOKEN', 'the-plain-token,the-plain-token'])(
    'is not %j',
    (token) => {
      expect(verify({ ...gitlabTokenHeaders('Push Hook', ''), 'x-gitlab-token': token })).toBe(false);
    },
  );

  it('is no HMAC, whatever the hook of another provider would want', () => {
    expect(gitlabWebhook.verify({}, Buffer.from(''), { proof: 'body-hmac', key, nowMs: 0 })).toBe(false);
  });
});

describe('a repetition of a delivery of GitLab', () => {
  it('is known by the id that stays over attempts', () => {
    expect(gitlabWebhook.replayId(gitlabTokenHeaders('Push Hook', 't', 'one'))).toBe('one');
    expect(gitlabWebhook.replayId({ 'idempotency-key': 'two' })).toBe('two');
  });

  it('is known by its bytes where an old release sends no id', () => {
    expect(gitlabWebhook.replayId({ 'x-gitlab-event-uuid': 'changes on resend' })).toBeNull();
  });
});
