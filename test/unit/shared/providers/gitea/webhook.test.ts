import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { giteaWebhook } from '#shared/providers/gitea/webhook.ts';
import {
  commitA,
  commitB,
  giteaDelete,
  giteaHeaders,
  giteaMerge,
  giteaPush,
  zeros,
} from '#test/fixtures/other-providers.ts';

const parse = (event: string, payload: unknown) => giteaWebhook.parse({ 'x-gitea-event': event }, payload);

describe('what a delivery of Gitea tells', () => {
  it('of a push: repository, ref, commits, message, author and actor', () => {
    expect(parse('push', giteaPush())).toEqual({
      repository: { id: '42', fullName: 'acme/odoo-custom', defaultBranch: 'main', updatedAt: null },
      changes: [
        expect.objectContaining({
          kind: 'push',
          ref: 'refs/heads/staging',
          before: commitA,
          after: commitB,
          committedAt: '2026-11-23T09:58:00.000Z',
          message: 'Fix the report\n',
          author: 'Jo Smith',
          actor: 'jo',
          files: null,
        }),
      ],
    });
  });

  it('of "Test Delivery", a push that moves nothing: a ping', () => {
    const { after } = giteaPush() as { after: string };

    expect(parse('push', giteaPush({ before: after }))?.changes).toEqual([
      expect.objectContaining({ kind: 'ping', ref: null, after: null }),
    ]);
  });

  it('of a tag: the commit, not the tag object', () => {
    const tag = giteaPush({ ref: 'refs/tags/v1', before: zeros, after: 'f'.repeat(40) });

    expect(parse('push', tag)?.changes[0]).toMatchObject({ kind: 'tag', after: commitB });
  });

  it('of a deletion, which is an event of its own with a short ref', () => {
    expect(parse('delete', giteaDelete())?.changes).toEqual([
      expect.objectContaining({ kind: 'delete', ref: 'refs/heads/staging', after: null }),
    ]);
  });

  it('of a deletion that comes as a push', () => {
    expect(parse('push', giteaPush({ after: zeros, head_commit: null }))?.changes[0]).toMatchObject({ kind: 'delete' });
  });

  it('of a merge: its commit and time', () => {
    expect(parse('pull_request', giteaMerge(true))?.changes[0]).toMatchObject({
      kind: 'merge',
      ref: 'refs/heads/main',
      after: commitB,
      pushedAt: '2026-11-23T10:00:00.000Z',
      actor: 'merger',
      pullRequest: 3,
    });
  });

  it('of a pull request that was closed without a merge: nothing to deploy', () => {
    expect(parse('pull_request', giteaMerge(false))?.changes[0]).toMatchObject({ kind: 'other' });
  });

  it('of Forgejo, under its own header', () => {
    expect(giteaWebhook.parse({ 'x-forgejo-event': 'push' }, giteaPush())?.changes[0]?.kind).toBe('push');
  });

  it.each([
    ['push', null],
    ['push', giteaPush({ after: 'x' })],
    ['delete', { ref: 'x', ref_type: 'note', repository: { id: 1, full_name: 'a/b' } }],
    ['pull_request', {}],
    ['issues', 'text'],
  ])('of a %s that is %j: nothing, since Gitea documents it otherwise', (event, payload) => {
    expect(parse(event, payload)).toBeNull();
  });
});

describe('the proof of a hook of Gitea', () => {
  const demand = { proof: 'body-hmac' as const, key: createSecretKey(Buffer.from('secret')), nowMs: 0 };
  const headers = giteaHeaders('push', '{}', 'secret');
  const right = headers['x-gitea-signature'] ?? '';
  const verify = (given: Record<string, string | undefined>): boolean =>
    giteaWebhook.verify(given, Buffer.from('{}'), demand);

  it('is a bare hexadecimal HMAC', () => {
    expect(verify(headers)).toBe(true);
    expect(verify({ 'x-forgejo-signature': right })).toBe(true);
  });

  it.each([
    undefined,
    '',
    right.slice(0, -1),
    `${right}0`,
    right.toUpperCase(),
    `sha256=${right}`,
    `${right},${right}`,
  ])('is not %j', (signature) => {
    expect(verify({ 'x-gitea-signature': signature })).toBe(false);
  });

  it('is not in the headers that it sends to look like GitHub', () => {
    expect(verify({ 'x-hub-signature-256': headers['x-hub-signature-256'] })).toBe(false);
  });
});
