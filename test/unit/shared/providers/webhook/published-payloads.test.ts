import { createSecretKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emptyEvent, type GitEvent } from '#shared/domain/records/git-event.ts';
import { giteaWebhook } from '#shared/providers/gitea/webhook.ts';
import { githubWebhook } from '#shared/providers/github/webhook.ts';
import { gitlabWebhook } from '#shared/providers/gitlab/webhook.ts';
import { examplesOf } from '#test/fixtures/github.ts';
import { zeros } from '#test/fixtures/other-providers.ts';

// Every expectation is read off the payload by hand. Sources and licences: test/fixtures/payloads/SOURCES.md.
const folder = new URL('../../../../fixtures/payloads/', import.meta.url);
const textOf = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
const filesOf = (provider: string): string[] => readdirSync(new URL(`${provider}/`, folder)).sort();

type Expected = Omit<Partial<GitEvent>, 'kind'> & Pick<GitEvent, 'kind'>;
/** Listed commits have their own tests: listed-commits.test.ts. */
const commits = expect.toBeOneOf([null, expect.any(Array)]);
const event = (change: Expected): GitEvent => ({ ...emptyEvent, commits, ...change });

/** What is reported of a repository besides has its own tests: reported-repository.test.ts. */
const named = (repository: { readonly id: string; readonly fullName: string } | null) =>
  repository === null ? null : expect.objectContaining(repository);

describe('a delivery that a real Gitea 1.26 sent', () => {
  const begin = 'abd52922e924fd6536fa10b5171dc130d1a7a10c';
  const fix = '87c9417210e896072c012840f95898cad5e91e28';
  const stepEight = 'c5a6db2afa660b22540fd618cdbe4d43f84dc8b6';
  const stepFive = 'f456e51f0b80ac4212e5e802ddb1611496ffd158';
  const merge = '0ed8e4794fcbee93ef1e70370f7bc19040590588';
  const repository = { id: '1', fullName: 'acme/odoo-custom' };
  const byJo = { committedAt: '2026-11-20T09:00:00.000Z', author: 'Jo Smith', actor: 'acme' };
  const fixed = { ...byJo, after: fix, message: 'Fix the report\n\nand its tests\n' };

  const expected: Readonly<Record<string, readonly [event: string, signature: string, change: Expected]>> = {
    'push.json': [
      'push',
      'a6578f63306c76cee36c894f2472eb5bad39d8d944e3bb0aaa8f93cfc490e63b',
      { ...fixed, kind: 'push', ref: 'refs/heads/main', before: begin },
    ],
    'branch-create.json': [
      'push',
      '5fbccc4e68988326d1032106f60be9d5bacbcfdd17d2292df5dc856f7235c66c',
      { ...fixed, kind: 'push', ref: 'refs/heads/staging', before: zeros },
    ],
    'tag-create.json': [
      'push',
      'fd5506e9fd0d0c7d6f041c71ef2a8ebfcaadbb5cc4f2d34a5c69802c83697d9f',
      { ...fixed, kind: 'tag', ref: 'refs/tags/v1.0', before: zeros },
    ],
    // Its `after` is 61f9a7d8…, the tag object.
    'tag-create-annotated.json': [
      'push',
      'e5b78ae79b8f4b737331304b0481d43ba79580cb8e155e463445b6e605381261',
      { ...fixed, kind: 'tag', ref: 'refs/tags/v1.1', before: zeros },
    ],
    'create.json': ['create', '637f586773130d4eab6dc0c1034e3e74bc11ce66d21255eae8ca960875ef21bd', { kind: 'other' }],
    // It lists five commits of eight.
    'push-eight-commits.json': [
      'push',
      '99accd30470c37433e46262332c6124c86a883cbbd8687255489d519ead6b597',
      { ...byJo, kind: 'push', ref: 'refs/heads/main', before: fix, after: stepEight, message: 'Step 8\n' },
    ],
    'push-forced.json': [
      'push',
      'b6c73297c050df3916c0050044e0b3f5c724e81bc6fe7c4ea9ecb295a6682915',
      { ...byJo, kind: 'push', ref: 'refs/heads/main', before: stepEight, after: stepFive, message: 'Step 5\n' },
    ],
    'tag-delete-push.json': [
      'push',
      '876efb2081e2400cd08517815a97507a3ecfbd695b25fc05f6677c9badd408b0',
      { kind: 'delete', ref: 'refs/tags/v1.0', before: fix, actor: 'acme' },
    ],
    'tag-delete.json': [
      'delete',
      '6d6c0429dfb8503b1530c1e2ea86f4cef3681184302a7070c8cad86f6de74590',
      { kind: 'delete', ref: 'refs/tags/v1.0', actor: 'acme' },
    ],
    'branch-delete.json': [
      'delete',
      '9cb43caef71e69000befd2b839306c1d20a349941458af77b9e09452abcf84d7',
      { kind: 'delete', ref: 'refs/heads/staging', actor: 'acme' },
    ],
    'pull-request-merged.json': [
      'pull_request',
      '161639b5c18997d52964d6f27ef8a14fa046f5556ae451b95b8f064a28eab7d1',
      {
        kind: 'merge',
        ref: 'refs/heads/main',
        after: merge,
        pushedAt: '2026-11-26T00:16:27.000Z',
        message: 'Add x',
        author: 'acme',
        actor: 'acme',
        pullRequest: 1,
      },
    ],
    'pull-request-closed.json': [
      'pull_request',
      '9e7e44e48818d579e590e51a61d6199351353f009d68026f8e53388db0ba9f52',
      { kind: 'other' },
    ],
    // Gitea's "Test delivery": a push of the head onto itself.
    'test-push.json': ['push', '5acaa933864dac00f5b6ccae09b6c1f4cac01206c09139164343b6ad5bb54c3d', { kind: 'ping' }],
  };

  it('is in the table', () => {
    expect(Object.keys(expected).sort()).toEqual(filesOf('gitea'));
  });

  it.each(Object.entries(expected))('%s is authentic, and comes to its event', (file, [name, signature, change]) => {
    const body = textOf(`gitea/${file}`);
    const headers = { 'x-gitea-event': name, 'x-gitea-signature': signature };
    const key = createSecretKey(Buffer.from('not-a-secret'));

    expect(giteaWebhook.verify(headers, body, { proof: 'body-hmac', key, nowMs: 0 })).toBe(true);
    expect(giteaWebhook.parse(headers, JSON.parse(body))).toEqual({
      repository: named(repository),
      changes: [event(change)],
    });
  });
});

describe('a published delivery of GitLab', () => {
  const testProject = { id: '30456730', fullName: 'FabioRosado/test-project' };
  const expected: Readonly<Record<string, { readonly repository: typeof testProject; readonly change: Expected }>> = {
    'push.json': {
      repository: { id: '15', fullName: 'mike/diaspora' },
      change: {
        kind: 'push',
        ref: 'refs/heads/master',
        before: '95790bf891e76fee5e1747ab589903a6a1f80f22',
        after: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
        committedAt: '2012-01-03T21:36:29.000Z',
        message: 'fixed readme',
        author: 'GitLab dev user',
        actor: 'jsmith',
      },
    },
    'merge-request-merged.json': {
      repository: testProject,
      change: {
        kind: 'merge',
        ref: 'refs/heads/main',
        after: '5e25ad25ca9133fdfaa5263db83dc4ca3024b589',
        pushedAt: '2021-11-17T12:53:22.000Z',
        message: 'Test MR',
        author: 'FabioRosado',
        actor: 'FabioRosado',
        pullRequest: 1,
      },
    },
    'merge-request-closed.json': { repository: testProject, change: { kind: 'other' } },
    'merge-request-approved.json': { repository: testProject, change: { kind: 'other' } },
    'issue.json': { repository: testProject, change: { kind: 'other' } },
  };

  it('is in the table', () => {
    expect(Object.keys(expected).sort()).toEqual(filesOf('gitlab'));
  });

  it.each(Object.entries(expected))('%s comes to its event', (file, { repository, change }) => {
    const payload: unknown = JSON.parse(textOf(`gitlab/${file}`));

    expect(gitlabWebhook.parse({}, payload)).toEqual({ repository: named(repository), changes: [event(change)] });
  });
});

describe('a published delivery of GitHub', () => {
  const hello = { id: '186853002', fullName: 'Codertocat/Hello-World' };
  const octocoders = { id: '186853261', fullName: 'Octocoders/Hello-World' };
  const commit = '6113728f27ae82c7b1a177c8d03f9e96e0adf246';
  const pushed = { pushedAt: '2019-05-15T15:20:57.000Z', author: 'Codertocat', actor: 'Codertocat' };
  const added = { committedAt: '2019-05-15T15:20:41.000Z', message: 'Adding a .gitignore file' };
  const begun = { committedAt: '2019-05-15T15:19:25.000Z', message: 'Initial commit' };
  const pushes: readonly (readonly [what: string, example: number, change: Expected])[] = [
    ['a tag', 0, { ...pushed, ...added, kind: 'tag', ref: 'refs/tags/simple-tag', before: zeros, after: commit }],
    ['a deleted tag', 1, { ...pushed, author: null, kind: 'delete', ref: 'refs/tags/simple-tag', before: commit }],
    ['a new branch', 4, { ...pushed, ...begun, kind: 'push', ref: 'refs/heads/master', before: zeros, after: commit }],
  ];

  it.each(pushes)('of %s comes to its event', (_what, example, change) => {
    expect(githubWebhook.parse({ 'x-github-event': 'push' }, examplesOf('push')[example])).toEqual({
      repository: named(hello),
      changes: [event(change)],
    });
  });

  it('of a push of one commit comes to its event, with its files', () => {
    expect(githubWebhook.parse({ 'x-github-event': 'push' }, JSON.parse(textOf('github/push.json')))).toEqual({
      repository: named({ id: '383694677', fullName: 'test-org/test-repo' }),
      changes: [
        event({
          kind: 'push',
          ref: 'refs/heads/readme-change',
          before: '7978638dfbd41fb4523e94cb59391d4d3d2b5e70',
          after: '4ac7661c00d4395919efe6432e52a7d273c26ea2',
          pushedAt: '2021-08-14T17:18:18.000Z',
          committedAt: '2021-08-14T17:18:10.000Z',
          message: 'Readme change 3',
          author: "Ajit D'Sa",
          actor: 'test-user',
          files: ['README.md'],
        }),
      ],
    });
  });

  it.each([
    ['ping', 0, octocoders, 'ping'],
    // The ping of an organisation's hook.
    ['ping', 3, null, 'ping'],
    ['create', 0, hello, 'other'],
    ['delete', 0, hello, 'other'],
    // Closed without a merge, and not closed at all.
    ['pull_request', 3, hello, 'other'],
    ['pull_request', 0, hello, 'other'],
    ['merge_group', 0, { id: '17273051', fullName: 'octo-org/octo-repo' }, 'other'],
    // Renamed, and handed to another owner: the id stays.
    ['repository', 9, octocoders, 'other'],
    ['repository', 10, octocoders, 'other'],
  ] as const)('%s %i names %j and comes to "%s"', (name, example, repository, kind) => {
    expect(githubWebhook.parse({ 'x-github-event': name }, examplesOf(name)[example])).toEqual({
      repository: named(repository),
      changes: [event({ kind })],
    });
  });
});
