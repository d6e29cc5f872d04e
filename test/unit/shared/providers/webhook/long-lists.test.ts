import { describe, expect, it } from 'vitest';
import { bitbucketWebhook } from '#shared/providers/bitbucket/webhook.ts';
import { githubWebhook } from '#shared/providers/github/webhook.ts';
import { gitlabWebhook } from '#shared/providers/gitlab/webhook.ts';
import { realPush } from '#test/fixtures/github.ts';
import { bitbucketPush, bitbucketRef, commitA, commitB, gitlabPush } from '#test/fixtures/other-providers.ts';

// A body of 5 MB holds more faults than a function takes arguments, which is how a parser came to throw that collects them.
type Json = Record<string, unknown>;
const many = (fault: unknown): readonly unknown[] => Array.from({ length: 300_000 }, () => fault);
const ref = bitbucketRef('branch', 'staging', commitB);
const target = ref.target as Json;

describe('300,000 faults in a list', () => {
  it.each([
    ['numbers', 0],
    ['empty commits', {}],
    ['commits without an id of git', { id: '', message: '' }],
    ['commits without a message', { id: commitB }],
    ['commits of a nameless author', { id: commitB, message: '', author: { name: 5 } }],
  ])('of commits of GitLab, %s, make it unreadable', (_what, fault) => {
    expect(gitlabWebhook.parse({}, gitlabPush({ commits: many(fault) }))).toBeNull();
  });

  it.each([
    ['numbers', 0],
    ['a list', []],
    ['new refs without a name', { new: { ...ref, name: '' }, old: null }],
    ['new refs without a commit', { new: { ...ref, target: {} }, old: null }],
    ['old refs of no commit of git', { new: null, old: { ...ref, target: { ...target, hash: 'x' } } }],
    ['flags that are texts', { new: ref, old: null, forced: 'no' }],
  ])('of changes of Bitbucket, %s, make it unreadable', (_what, fault) => {
    const payload = bitbucketPush(many(fault) as readonly Json[]);

    expect(bitbucketWebhook.parse({ 'x-event-key': 'repo:push' }, payload)).toBeNull();
  });

  it.each([
    ['commits that are numbers', many(0)],
    ['empty commits', many({})],
    ['files that are numbers', [{ added: many(0) }]],
    ['files that are too many', [{ modified: many('a') }, { removed: many('b') }]],
    ['files that are numbers, a commit each', Array.from({ length: 2047 }, () => ({ added: [0, 0, 0] }))],
  ])('of a push of GitHub, %s, leave it readable', (_what, commits) => {
    const payload = { ...realPush(), before: commitA, after: commitB, commits };
    const event = githubWebhook.parse({ 'x-github-event': 'push' }, payload)?.changes[0];

    expect(event).toMatchObject({ kind: 'push', before: commitA, after: commitB });
    expect(event?.files ?? []).not.toContain(0);
  });
});
