import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bitbucketWebhook } from '#shared/providers/bitbucket/webhook.ts';
import { giteaWebhook } from '#shared/providers/gitea/webhook.ts';
import { githubWebhook } from '#shared/providers/github/webhook.ts';
import { gitlabWebhook } from '#shared/providers/gitlab/webhook.ts';
import {
  bitbucketPush,
  bitbucketRef,
  commitA,
  commitB,
  giteaPush,
  gitlabPush,
  zeros,
} from '#test/fixtures/other-providers.ts';

const payload = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../../../fixtures/payloads/${file}`, import.meta.url), 'utf8'));

const parsers = {
  github: (body: unknown) => githubWebhook.parse({ 'x-github-event': 'push' }, body),
  gitlab: (body: unknown) => gitlabWebhook.parse({}, body),
  gitea: (body: unknown) => giteaWebhook.parse({ 'x-gitea-event': 'push' }, body),
  bitbucket: (body: unknown) => bitbucketWebhook.parse({ 'x-event-key': 'repo:push' }, body),
} as const;
type Name = keyof typeof parsers;

const commitOf = (number: number): string => number.toString(16).padStart(40, '0');
/** The push of a provider whose delivery lists these commits, which are given oldest first. */
const pushOf: Readonly<Record<Name, (commits: readonly string[] | undefined) => unknown>> = {
  github: (commits) => ({ ...payload('github/push.json'), commits: commits?.map((id) => ({ id })) }),
  gitlab: (commits) =>
    gitlabPush({ commits: commits?.map((id) => ({ id, message: 'Fix', timestamp: null, author: null })) }),
  gitea: (commits) => giteaPush({ commits: commits?.map((id) => ({ id })).reverse() }),
  bitbucket: (commits) =>
    bitbucketPush([
      {
        old: bitbucketRef('branch', 'main', commitA),
        new: bitbucketRef('branch', 'main', commitB),
        commits: commits?.map((hash) => ({ hash, type: 'commit' })).reverse(),
      },
    ]),
};
const names = Object.keys(parsers) as Name[];
const listedBy = (name: Name, body: unknown) => parsers[name](body)?.changes[0]?.commits;

describe.each(names)('the commits that a push of %s lists', (name) => {
  it('are told oldest first', () => {
    const commits = [1, 2, 3].map(commitOf);

    expect(listedBy(name, pushOf[name](commits))).toEqual(commits);
  });

  it('are the newest 65 of many', () => {
    const commits = Array.from({ length: 300 }, (_, index) => commitOf(index + 1));

    expect(listedBy(name, pushOf[name](commits))).toEqual(commits.slice(-65));
  });

  it('are none where the list is empty, and not known where it is missing', () => {
    expect(listedBy(name, pushOf[name]([]))).toEqual([]);
    expect(listedBy(name, pushOf[name](undefined))).toBeNull();
  });
});

describe('a list of commits', () => {
  it.each([[[{ id: 'not a commit' }]], [[null]], ['text'], [{}]])('that holds %j is not known', (commits) => {
    expect(listedBy('github', { ...payload('github/push.json'), commits })).toBeNull();
  });

  it('of a deletion is not read', () => {
    expect(listedBy('gitea', giteaPush({ after: zeros, commits: [], head_commit: null }))).toBeNull();
  });
});

describe('a real delivery', () => {
  it('of Gitea lists its newest commit first, which comes out last', () => {
    const { after, commits } = payload('gitea/push-eight-commits.json') as {
      after: string;
      commits: readonly { readonly id: string }[];
    };

    expect(listedBy('gitea', payload('gitea/push-eight-commits.json'))).toEqual(commits.map(({ id }) => id).reverse());
    expect(listedBy('gitea', payload('gitea/push-eight-commits.json'))?.at(-1)).toBe(after);
  });

  it('of GitLab lists its newest commit last', () => {
    const body = payload('gitlab/push.json');

    expect(listedBy('gitlab', body)).toHaveLength(2);
    expect(listedBy('gitlab', body)?.at(-1)).toBe(body.after);
  });

  it('of GitHub and of a forced push of Gitea end with the head', () => {
    const [github, gitea] = [payload('github/push.json'), payload('gitea/push.json')];

    expect(listedBy('github', github)?.at(-1)).toBe(github.after);
    expect(listedBy('gitea', gitea)?.at(-1)).toBe(gitea.after);
    expect(listedBy('gitea', payload('gitea/push-forced.json'))).toEqual([]);
  });
});
