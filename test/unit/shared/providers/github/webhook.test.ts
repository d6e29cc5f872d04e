import { createHmac, createSecretKey } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GitEvent } from '#shared/domain/records/git-event.ts';
import { githubWebhook } from '#shared/providers/github/webhook.ts';
import type { ParsedDelivery } from '#shared/providers/webhook/webhook-provider.ts';
import { realPing, realPullRequest, realPush, realTag, realTagDeletion } from '#test/fixtures/github.ts';

type Json = Record<string, unknown>;

const published = createRequire(import.meta.url)('@octokit/webhooks-examples/api.github.com/index.json') as readonly {
  readonly name: string;
  readonly examples: readonly Json[];
}[];

const zeros = '0'.repeat(40);
const first = 'a'.repeat(40);
const second = 'b'.repeat(40);

const parse = (event: string, payload: unknown): ParsedDelivery | null =>
  githubWebhook.parse({ 'x-github-event': event }, payload);

const changeOf = (event: string, payload: unknown): GitEvent => {
  const change = parse(event, payload)?.changes[0];
  if (change === undefined) throw new Error('The payload was not understood.');
  return change;
};

/** A real push, from one commit to the next, with what a test changes. */
const push = (change: Json = {}): Json => ({ ...realPush(), before: first, after: second, ...change });
const commit = (files: { added?: string[]; modified?: string[]; removed?: string[] }): Json => ({
  added: [],
  modified: [],
  removed: [],
  ...files,
});

describe('every published payload', () => {
  it.each(published.map((one) => [one.name, one.examples] as const))('of %s is understood', (name, examples) => {
    const answers = examples.map((payload) => parse(name, payload));

    expect(answers.every((answer) => answer?.changes.length === 1)).toBe(true);
  });

  it('comes to the kind that its event says', () => {
    const kinds = new Set(
      published.flatMap(({ name, examples }) =>
        examples.map((payload) => `${/^(push|ping)$/.test(name) ? name : 'another'}: ${changeOf(name, payload).kind}`),
      ),
    );

    expect([...kinds].sort()).toEqual(['another: other', 'ping: ping', 'push: delete', 'push: push', 'push: tag']);
  });

  it('that names a repository names it by id and full name', () => {
    const wrong = published.flatMap(({ name, examples }) =>
      examples
        .filter((payload) => payload.repository !== undefined)
        .filter((payload) => {
          const { id, full_name: fullName } = payload.repository as { id: number; full_name: string };
          const seen = parse(name, payload)?.repository;
          return seen?.id !== String(id) || seen.fullName !== fullName;
        })
        .map(() => name),
    );

    expect(wrong).toEqual([]);
  });
});

describe('a push', () => {
  it('tells branch, commits, time, message and who', () => {
    expect(changeOf('push', realPush())).toEqual({
      kind: 'push',
      ref: 'refs/heads/master',
      before: zeros,
      after: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
      forced: false,
      pushedAt: '2019-05-15T15:20:57.000Z',
      committedAt: '2019-05-15T15:19:25.000Z',
      message: 'Initial commit',
      author: 'Codertocat',
      actor: 'Codertocat',
      files: null,
      pullRequest: null,
      skipMarker: null,
      commits: ['6113728f27ae82c7b1a177c8d03f9e96e0adf246'],
    });
  });

  it('that was forced says so', () => {
    expect(changeOf('push', push({ forced: true })).forced).toBe(true);
  });

  it('names who pushed where there is no sender', () => {
    expect(changeOf('push', push({ sender: undefined })).actor).toBe('Codertocat');
    expect(changeOf('push', push({ sender: undefined, pusher: undefined })).actor).toBeNull();
  });

  it.each([
    ['a Unix time', 1557933657, '2019-05-15T15:20:57.000Z'],
    ['a text', '2019-05-15T15:20:57Z', '2019-05-15T15:20:57.000Z'],
    ['nothing', undefined, null],
    ['null', null, null],
    ['no time', 'yesterday', null],
    ['a time that no clock shows', 1e18, null],
    ['a year of five digits, which sorts before all others', 253_402_300_800, null],
    ['something else', { at: 5 }, null],
  ])('reads its time from %s', (_what, pushedAt, expected) => {
    const repository = { ...(realPush().repository as Json), pushed_at: pushedAt };

    expect(changeOf('push', push({ repository })).pushedAt).toBe(expected);
  });

  it('keeps 1,024 characters of the message', () => {
    const headCommit = { ...(realPush().head_commit as Json), message: 'm'.repeat(100_000) };

    expect(changeOf('push', push({ head_commit: headCommit })).message).toBe('m'.repeat(1024));
  });

  it('never keeps half a character of the message, which no table could store', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5 }), fc.integer({ min: 1019, max: 1024 }), (text, length) => {
        const message = `${'m'.repeat(length)}🚀${text}\ud83d`;
        const headCommit = { ...(realPush().head_commit as Json), message };
        expect(changeOf('push', push({ head_commit: headCommit })).message?.isWellFormed()).toBe(true);
      }),
    );
  });

  it('of SHA-256 commits is understood', () => {
    const after = 'c'.repeat(64);

    expect(changeOf('push', push({ before: 'd'.repeat(64), after })).after).toBe(after);
  });

  it('to a branch of the merge queue is no push of the repository’s users', () => {
    const ref = 'refs/heads/gh-readonly-queue/main/pr-104-0123456789abcdef';

    expect(changeOf('push', push({ ref })).kind).toBe('other');
  });
});

describe('the files of a push', () => {
  it('are the union of what its commits add, modify and remove', () => {
    const commits = [commit({ added: ['a', 'b'] }), commit({ modified: ['b', 'c'], removed: ['d'] })];

    expect(changeOf('push', push({ commits })).files).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are unknown where a commit lists none: GitHub leaves the lists of a very large one empty', () => {
    const empty = commit({ added: [], modified: [], removed: [] });

    expect(changeOf('push', push({ commits: [commit({ added: ['a'] }), empty] })).files).toBeNull();
    expect(changeOf('push', push({ commits: [commit({})] })).files).toBeNull();
  });

  it.each([
    ['the list of commits is missing', { commits: undefined }],
    ['the list of commits is none', { commits: 5 }],
    ['a file is no text', { commits: [commit({}), { added: [{}] }] }],
    ['the list of commits is as long as GitHub makes it', { commits: Array.from({ length: 2048 }, () => commit({})) }],
    ['the branch is new', { before: zeros }],
    ['the push was forced: what it drops is in no list', { forced: true }],
    ['there are more than 500', { commits: [commit({ added: Array.from({ length: 501 }, (_, n) => `f${n}`) })] }],
    [
      'there are more than 500 in several commits',
      { commits: Array.from({ length: 501 }, (_, n) => commit({ removed: [`f${n}`] })) },
    ],
  ])('are not known where %s', (_why, change) => {
    expect(changeOf('push', push(change)).files).toBeNull();
  });

  it('are known up to 500, and up to 2,047 commits', () => {
    const files = Array.from({ length: 500 }, (_, n) => `f${n}`);
    const commits = Array.from({ length: 2047 }, () => commit({ modified: files }));

    expect(changeOf('push', push({ commits })).files).toEqual(files);
  });
});

describe('the files of any push', () => {
  const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 });
  const listed = fc.record({ added: names, modified: names, removed: names }, { requiredKeys: [] });

  it('are those that its commits list, and unknown where it lists no commit or a commit lists no file', () => {
    fc.assert(
      fc.property(fc.array(listed, { maxLength: 4 }), (commits) => {
        const files = commits.flatMap(({ added = [], modified = [], removed = [] }) => [
          ...added,
          ...modified,
          ...removed,
        ]);
        const isKnown = commits.every(({ added = [], modified = [], removed = [] }) =>
          [added, modified, removed].some((list) => list.length > 0),
        );
        const expected = commits.length === 0 || !isKnown ? null : [...new Set(files)];
        expect(changeOf('push', push({ commits })).files).toEqual(expected);
      }),
    );
  });
});

describe('a tag', () => {
  it('is told from a branch', () => {
    expect(changeOf('push', realTag())).toMatchObject({
      kind: 'tag',
      ref: 'refs/tags/simple-tag',
      after: '6113728f27ae82c7b1a177c8d03f9e96e0adf246',
    });
  });

  it('that is annotated stands for its commit, not for the tag object', () => {
    const annotated = { ...realTag(), after: second };

    expect(changeOf('push', annotated).after).toBe('6113728f27ae82c7b1a177c8d03f9e96e0adf246');
  });
});

describe('a deletion', () => {
  it('of a tag has no commit', () => {
    expect(changeOf('push', realTagDeletion())).toMatchObject({
      kind: 'delete',
      ref: 'refs/tags/simple-tag',
      after: null,
      message: null,
    });
  });

  it('of a branch has none either', () => {
    const deletion = push({ after: zeros, deleted: true, head_commit: null, commits: [] });

    expect(changeOf('push', deletion)).toMatchObject({ kind: 'delete', ref: 'refs/heads/master', after: null });
  });

  it.each([zeros, '0'.repeat(64)])('is told by a commit of zeros alone: %s', (after) => {
    expect(changeOf('push', push({ after, deleted: false, head_commit: null }))).toMatchObject({
      kind: 'delete',
      after: null,
    });
  });
});

describe('a pull request', () => {
  it('that was merged is a merge into its base', () => {
    expect(changeOf('pull_request', realPullRequest(true))).toMatchObject({
      kind: 'merge',
      ref: 'refs/heads/master',
      before: null,
      after: 'c'.repeat(40),
      pushedAt: '2026-11-24T10:00:00.000Z',
      files: null,
      pullRequest: 2,
    });
  });

  it('that was closed without a merge is not used', () => {
    expect(changeOf('pull_request', realPullRequest(false)).kind).toBe('other');
  });

  it.each(['opened', 'synchronize', 'labeled', 'reopened'])('that was %s is not used', (action) => {
    expect(changeOf('pull_request', { ...realPullRequest(true), action }).kind).toBe('other');
  });

  it('keeps its title as the message, without half a character', () => {
    const payload = realPullRequest(true);
    const title = `${'t'.repeat(1023)}🚀`;

    const { message } = changeOf('pull_request', {
      ...payload,
      pull_request: { ...(payload.pull_request as Json), title },
    });

    expect(message).toBe('t'.repeat(1023));
  });
});

describe('a ping', () => {
  it('is a ping of its repository', () => {
    const answer = parse('ping', realPing());

    expect(answer?.changes[0]?.kind).toBe('ping');
    expect(answer?.repository?.fullName).toBe('Octocoders/Hello-World');
  });
});

describe('a payload that is not what GitHub documents', () => {
  it.each([
    ['null', null],
    ['a text', 'push'],
    ['a list', []],
    ['an empty object', {}],
    ['no repository', push({ repository: undefined })],
    ['a repository without an id', push({ repository: { full_name: 'o/r' } })],
    ['a ref that is no text', push({ ref: 1 })],
    ['an empty ref', push({ ref: '' })],
    ['a commit that is no commit', push({ after: 'HEAD' })],
    ['a commit in upper case', push({ after: 'A'.repeat(40) })],
    ['a commit with an option in it', push({ after: '--upload-pack=id' })],
    ['a head commit that is a list', push({ head_commit: [] })],
  ])('is null, never an exception: %s', (_what, payload) => {
    expect(parse('push', payload)).toBeNull();
  });

  it('never throws, whatever JSON it is and whatever event it claims', () => {
    fc.assert(
      fc.property(fc.constantFrom('push', 'pull_request', 'ping', 'issues', ''), fc.json(), (event, text) => {
        const answer = parse(event, JSON.parse(text));
        expect(answer === null || answer.changes.length === 1).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws where one value of a real push is replaced by another', () => {
    const keys = Object.keys(realPush());
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        const answer = parse('push', { ...realPush(), [key]: value });
        expect(answer === null || answer.changes.length === 1).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the signature', () => {
  const secret = "It's a Secret to Everybody";
  const demand = { proof: 'body-hmac' as const, key: createSecretKey(Buffer.from(secret)), nowMs: 0 };
  const body = Buffer.from('Hello, World!');
  // GitHub's own test vector, "Validating webhook deliveries".
  const right = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const verify = (header: string | undefined, bytes = body): boolean =>
    githubWebhook.verify({ 'x-hub-signature-256': header }, bytes, demand);

  it('is right in GitHub’s own example', () => {
    expect(verify(right)).toBe(true);
  });

  it.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['is wrong', `sha256=${'0'.repeat(64)}`],
    ['has no algorithm', right.slice(7)],
    ['has another algorithm', right.replace('sha256', 'sha512')],
    ['is only SHA-1', `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`],
    ['is SHA-1 under the name of SHA-256', `sha256=${createHmac('sha1', secret).update(body).digest('hex')}`],
    ['is in upper case', `sha256=${right.slice(7).toUpperCase()}`],
    ['has its algorithm in upper case', right.replace('sha256', 'SHA256')],
    ['is cut off', right.slice(0, -1)],
    ['is cut to nothing', 'sha256='],
    ['goes on', `${right}0`],
    ['ends with a line break', `${right}\n`],
    ['begins with a blank', ` ${right}`],
    ['came twice, joined as a gateway joins', `${right},${right}`],
    ['came twice, wrong before right', `sha256=${'0'.repeat(64)},${right}`],
    ['came twice, right before wrong', `${right},sha256=${'0'.repeat(64)}`],
    ['is not hexadecimal', `sha256=${'z'.repeat(64)}`],
    ['is base64', `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`],
    ['is of an empty body', `sha256=${createHmac('sha256', secret).digest('hex')}`],
    ['is of another secret', `sha256=${createHmac('sha256', 'guess').update(body).digest('hex')}`],
  ])('is refused where it %s', (_why, header) => {
    expect(verify(header)).toBe(false);
  });

  it('in the header of SHA-1 is not looked at', () => {
    expect(githubWebhook.verify({ 'x-hub-signature': right }, body, demand)).toBe(false);
  });

  it('is over the bytes, also where they are no UTF-8', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const raw = Buffer.from(bytes);
        const header = `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`;
        expect(verify(header, raw)).toBe(true);
      }),
    );
  });

  it('is refused with any bit of the body flipped', () => {
    const accepted = Array.from({ length: body.length * 8 }, (_, bit) => {
      const flipped = Buffer.from(body);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return flipped;
    }).filter((bytes) => verify(right, bytes));

    expect(accepted).toEqual([]);
  });
});

describe('the headers', () => {
  it('tell the event and the delivery, cut to 100 characters', () => {
    const headers = { 'x-github-event': 'e'.repeat(500), 'x-github-delivery': 'd'.repeat(500) };

    expect(githubWebhook.eventName(headers)).toBe('e'.repeat(100));
    expect(githubWebhook.deliveryId(headers)).toBe('d'.repeat(100));
  });

  it('may be missing', () => {
    expect(githubWebhook.eventName({})).toBe('');
    expect(githubWebhook.deliveryId({})).toBeNull();
  });
});

describe('the JSON of a body', () => {
  const json = JSON.stringify({ text: 'a=b&c=d+%20é🚀' });

  it('is the body', () => {
    expect(githubWebhook.json({ 'content-type': 'application/json' }, Buffer.from(json))).toBe(json);
  });

  it.each(['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=utf-8'])(
    'is the payload of a form: %s',
    (contentType) => {
      const body = Buffer.from(new URLSearchParams({ payload: json }).toString());

      expect(githubWebhook.json({ 'content-type': contentType }, body)).toBe(json);
    },
  );

  it('of a form without a payload is null', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };

    expect(githubWebhook.json(headers, Buffer.from(json))).toBeNull();
  });

  it('is read in the two content types that a hook can be set to', () => {
    expect(githubWebhook.contentTypes).toEqual(['application/json', 'application/x-www-form-urlencoded']);
  });
});
