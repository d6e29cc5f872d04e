import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bitbucketWebhook } from '#shared/providers/bitbucket/webhook.ts';
import {
  bitbucketHeaders,
  bitbucketMerge,
  bitbucketPush,
  bitbucketRef,
  commitA,
  commitB,
  zeros,
} from '#test/fixtures/other-providers.ts';

const parse = (event: string, payload: unknown) => bitbucketWebhook.parse({ 'x-event-key': event }, payload);
const update = { old: bitbucketRef('branch', 'staging', commitA), new: bitbucketRef('branch', 'staging', commitB) };

describe('what a delivery of Bitbucket tells', () => {
  it('of a push: repository, ref, commits, message, author and actor', () => {
    expect(parse('repo:push', bitbucketPush([{ ...update, forced: true }]))).toEqual({
      repository: {
        id: '{470c176d-3574-44ea-bb41-89e8638bcca4}',
        fullName: 'acme/odoo-custom',
        defaultBranch: null,
        updatedAt: null,
      },
      changes: [
        expect.objectContaining({
          kind: 'push',
          ref: 'refs/heads/staging',
          before: commitA,
          after: commitB,
          forced: true,
          committedAt: '2026-11-23T10:00:00.000Z',
          message: 'Fix the report\n',
          author: 'jo',
          actor: 'jo',
          files: null,
        }),
      ],
    });
  });

  it('of several changes: all of them, in their order', () => {
    const changes = [
      update,
      { old: bitbucketRef('branch', 'old', commitA), new: null, closed: true },
      { old: null, new: bitbucketRef('annotated_tag', 'v1.0', commitB), created: true },
      { old: null, new: bitbucketRef('tag', 'light', commitB) },
      { old: null, new: bitbucketRef('bookmark', 'hg', commitB) },
    ];

    expect(
      parse('repo:push', bitbucketPush(changes))?.changes.map(({ kind, ref, before, after }) => [
        kind,
        ref,
        before,
        after,
      ]),
    ).toEqual([
      ['push', 'refs/heads/staging', commitA, commitB],
      ['delete', 'refs/heads/old', commitA, null],
      ['tag', 'refs/tags/v1.0', zeros, commitB],
      ['tag', 'refs/tags/light', zeros, commitB],
      ['other', null, null, null],
    ]);
  });

  it('of a merge: the first twelve digits of its commit', () => {
    expect(parse('pullrequest:fulfilled', bitbucketMerge())?.changes).toEqual([
      expect.objectContaining({
        kind: 'merge',
        ref: 'refs/heads/main',
        after: commitB.slice(0, 12),
        pushedAt: '2026-11-23T10:00:00.000Z',
        pullRequest: 9,
      }),
    ]);
  });

  it('of an event that is not used: its repository alone', () => {
    expect(parse('repo:updated', bitbucketPush([]))?.changes).toEqual([expect.objectContaining({ kind: 'other' })]);
  });

  it.each([
    ['repo:push', null],
    ['repo:push', bitbucketPush([{ old: null, new: { type: 'branch' } }])],
    ['repo:push', { push: { changes: [] } }],
    ['pullrequest:fulfilled', { pullrequest: {} }],
    ['repo:fork', 5],
  ])('of a %s that is %j: nothing, since Bitbucket documents it otherwise', (event, payload) => {
    expect(parse(event, payload)).toBeNull();
  });
});

describe('the proof of a hook of Bitbucket', () => {
  const demand = { proof: 'body-hmac' as const, key: createSecretKey(Buffer.from('secret')), nowMs: 0 };
  const right = bitbucketHeaders('repo:push', '{}', 'secret')['x-hub-signature'] ?? '';
  const verify = (signature: string | undefined): boolean =>
    bitbucketWebhook.verify({ 'x-hub-signature': signature }, Buffer.from('{}'), demand);

  it('is SHA-256 under a name without it', () => {
    expect(verify(right)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'sha256=',
    right.slice(0, -1),
    `${right}0`,
    right.toUpperCase(),
    right.slice(7),
    `${right},${right}`,
    `${right}\n`,
    `sha1=${right.slice(7)}`,
    bitbucketHeaders('repo:push', '{}', 'other')['x-hub-signature'],
  ])('is not %j', (signature) => {
    expect(verify(signature)).toBe(false);
  });

  it('is not the id of the hook, which everybody can know', () => {
    expect(bitbucketWebhook.verify({ 'x-hook-uuid': '{b2b1c1a0}' }, Buffer.from('{}'), demand)).toBe(false);
  });
});

describe('the author of a commit without an account', () => {
  const authorOf = (raw: string): unknown => {
    const ref = bitbucketRef('branch', 'staging', commitB) as { target: object };
    const change = { old: update.old, new: { ...ref, target: { ...ref.target, author: { raw } } } };
    return parse('repo:push', bitbucketPush([change]))?.changes[0]?.author;
  };

  it.each([
    ['Jo Smith <jo@example.com>', 'Jo Smith'],
    ['Jo Smith   <jo@example.com>', 'Jo Smith'],
    ['Jo <Smith <jo@example.com>', 'Jo'],
    ['Jo <a> <jo@example.com>', 'Jo <a>'],
    ['Jo Smith', 'Jo Smith'],
    ['Jo > Smith>', 'Jo > Smith>'],
    ['<jo@example.com>', ''],
    ['>', '>'],
    ['', ''],
  ])('of %j is %j', (raw, author) => {
    expect(authorOf(raw)).toBe(author);
  });

  // Quadratic time would be hours: the test would time out.
  it.each([' ', '<', '>', ' <', '<>'])('takes time in proportion to its length, of %j', (part) => {
    expect(typeof authorOf(`${part.repeat(2_000_000)}x`)).toBe('string');
    expect(typeof authorOf(`${part.repeat(2_000_000)}>`)).toBe('string');
  });
});
