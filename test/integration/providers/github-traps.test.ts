import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import type { CommitStatus, GitProvider, ProviderRepository } from '#shared/providers/client/git-provider.ts';
import { githubProvider } from '#shared/providers/github/provider.ts';
import { clockStopped } from '../clock.ts';
import { GithubRepository } from './github/repository.ts';
import { descriptionFaults, GithubStandIn } from './github-stand-in.ts';
import type { StandInAnswer } from './stand-in-server.ts';

const commit = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';
const base = '0123456789abcdef0123456789abcdef01234567';
const key = { title: 'ocore dky_1', publicKey: generateDeployKey('dky_1').publicKey };
const candidate = {
  proof: 'body-hmac',
  url: 'https://ocore.example/api/webhooks/github/h1',
  secret: 'hookCanary-0123456789',
} as const;
const status: CommitStatus = {
  state: 'running',
  context: 'ocore/Staging',
  description: 'Deploys.',
  targetUrl: 'https://ocore.example/deployments/1',
  branch: 'main',
};

const thrown = async (call: Promise<unknown>): Promise<Problem> => {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Problem)) expect.fail(`no Problem, but ${inspect(error)}`);
  return error;
};

describe('GitHub', () => {
  let standIn: GithubStandIn;
  let github: GitProvider;
  let repository: ProviderRepository;

  /** The bodies that were sent to a path that ends so. */
  const bodies = (method: string, end: RegExp): unknown[] =>
    standIn
      .requests()
      .filter((request) => request.method === method && end.test(request.path))
      .map(({ body }) => JSON.parse(body));
  /** Another repository takes the name that ours gave up: GitHub's redirect is gone, and the name silently leads there. */
  const takeName = (fullName: string): GithubRepository => {
    const taker = new GithubRepository(99, fullName);
    standIn.service.repositories.push(taker);
    return taker;
  };

  beforeAll(async () => {
    standIn = await GithubStandIn.start('token');
  });
  afterAll(() => standIn.stop());
  beforeEach(() => {
    standIn.reset();
    github = standIn.connect('good');
    repository = { ...standIn.repository(), defaultBranch: 'main' };
  });
  afterEach(() => {
    expect(descriptionFaults).toEqual([]);
  });

  describe('requests', () => {
    test('name their version, their sender and the form of the answer', async () => {
      await github.ensureDeployKey(repository, key);

      for (const { headers } of standIn.requests()) {
        expect(headers).toMatchObject({
          'x-github-api-version': '2022-11-28',
          'user-agent': expect.stringMatching(/^ocore-projects /),
          accept: 'application/vnd.github+json',
        });
      }
    });

    test('are sent once, whatever the answer: nothing waits in the background of a function', async () => {
      for (const fault of [500, 502, 429, 403, 'drop'] as const) {
        const before = standIn.requests().length;
        standIn.break(fault);

        await thrown(github.verifyAccess());

        expect(standIn.requests()).toHaveLength(before + 1);
        standIn.repair();
      }
    });

    test('write nothing, even where GitHub says that something is deprecated', async () => {
      const written: unknown[] = [];
      const { warn } = console;
      console.warn = (...words: unknown[]) => written.push(words);
      const headers = { deprecation: 'true', sunset: 'Wed, 10 Mar 2027 00:00:00 GMT' };
      standIn.break({ status: 200, body: { login: 'octocat' }, headers });

      await github.verifyAccess().finally(() => {
        console.warn = warn;
      });

      expect(written).toEqual([]);
    });
  });

  describe('access', () => {
    test.each([
      ['2026-12-24 10:00:00 UTC', '2026-12-24T10:00:00.000Z'],
      ['2026-12-24 10:00:00 +0200', '2026-12-24T08:00:00.000Z'],
      ['soon', null],
    ])('a token that ends at %s is told so', async (header, expiresAt) => {
      standIn.service.tokenExpiration = header;

      expect(await github.verifyAccess()).toEqual({ login: 'octocat', expiresAt });
    });

    test.each(['ghp_abc\ndef', 'ghp_abc def', 'ghp_äbc', ''])(
      'a token that cannot be one (%j) is not sent',
      async (token) => {
        const call = githubProvider({
          apiUrl: standIn.apiUrl,
          credential: { kind: 'token', token, username: null },
          fetch: () => expect.fail('it was sent'),
        }).verifyAccess();

        const problem = await thrown(call);

        expect(problem.code).toBe('provider_credential_rejected');
        if (token !== '') expect(inspect(problem, { depth: 20 })).not.toContain(token);
      },
    );
  });

  describe('the repository', () => {
    test('of a name that is no name is not asked for', async () => {
      for (const fullName of ['acme', 'acme/..', '../odoo', './x', 'acme/odoo/x', 'acme/o?x', 'acme/o%2f', '']) {
        expect(await github.findRepository({ fullName }), fullName).toBeNull();
      }
      for (const id of ['..', '1/keys', '', '-1', '1e3']) expect(await github.findRepository({ id }), id).toBeNull();
      expect(standIn.requests()).toEqual([]);
    });

    test('with an id beyond the integers of a double keeps it to the digit', async () => {
      const body = '{"id":9007199254740993123,"full_name":"acme/odoo","default_branch":"main"}';
      standIn.break({ status: 200, body, headers: { 'content-type': 'application/json; charset=utf-8' } });

      expect(await github.findRepository({ fullName: 'acme/odoo' })).toMatchObject({ id: '9007199254740993123' });
    });

    test.each([{ full_name: '../x' }, { full_name: 'a/b/c' }, { id: -1 }, { id: 'x' }, { default_branch: null }])(
      'with %j is not what GitHub documents',
      async (wrong) => {
        standIn.break({ status: 200, body: { id: 1, full_name: 'a/b', default_branch: 'main', ...wrong } });

        expect((await thrown(github.findRepository({ fullName: 'acme/odoo' }))).code).toBe('provider_failed');
      },
    );

    test('that was renamed is found by its old name', async () => {
      standIn.rename('acme-gmbh/odoo');

      expect(await github.findRepository({ fullName: repository.fullName })).toMatchObject({
        id: repository.id,
        fullName: 'acme-gmbh/odoo',
      });
    });

    test('that was renamed takes everything by its old name', async () => {
      standIn.rename('acme-gmbh/odoo');
      standIn.setComparison(base, commit, [{ path: 'a.py' }]);

      await github.ensureDeployKey(repository, key);
      await github.ensureWebhook(repository, [candidate]);
      await github.setCommitStatus(repository, commit, status);

      expect(standIn.keys()).toHaveLength(1);
      expect(standIn.hooks()).toMatchObject([{ secret: candidate.secret }]);
      expect(standIn.statuses(commit)).toHaveLength(1);
      expect(await github.compareCommits(repository, base, commit)).toEqual(['a.py']);
      expect(await github.removeWebhook(repository, [candidate.url])).toBe(true);
      expect(await github.removeDeployKey(repository, { ...key })).toBe(true);
    });

    test('whose old name is another repository now gets its key and hook, and the other one nothing', async () => {
      standIn.rename('acme-gmbh/odoo');
      const taker = takeName('acme/odoo-custom');

      await github.ensureDeployKey(repository, key);
      await github.ensureWebhook(repository, [candidate]);

      expect(standIn.keys()).toHaveLength(1);
      expect(standIn.hooks()).toHaveLength(1);
      expect([taker.keys, taker.hooks]).toEqual([[], []]);
    });

    test('whose old name is another repository now loses its key and hook, and the other one none', async () => {
      await github.ensureDeployKey(repository, key);
      await github.ensureWebhook(repository, [candidate]);
      standIn.rename('acme-gmbh/odoo');
      const taker = takeName('acme/odoo-custom');
      taker.addKey(key.title, generateDeployKey('x').publicKey, true);

      expect(await github.removeDeployKey(repository, key)).toBe(true);
      expect(await github.removeWebhook(repository, [candidate.url])).toBe(true);

      expect([standIn.keys(), standIn.hooks()]).toEqual([[], []]);
      expect(taker.keys).toHaveLength(1);
    });

    test.each([
      ['another repository', '/repositories/7'],
      ['a number and more', '/repositories/4000000001x/keys'],
      ['another path', '/repos/rival/odoo'],
      ['a path as long', '/depositories/4000000001'],
      ['no place', ''],
      ['a way out', '/repositories/../user'],
    ])('that redirects to %s is not followed', async (_, path) => {
      standIn.break({ status: 307, headers: { location: `${standIn.apiUrl}${path}` }, body: {} });

      const problem = await thrown(github.setCommitStatus(repository, commit, status));

      expect(problem.code).toBe('provider_failed');
      expect(standIn.requests()).toHaveLength(1);
    });

    test('that redirects again and again is followed once', async () => {
      const location = `${standIn.apiUrl}/repositories/${repository.id}`;
      standIn.break({ status: 301, headers: { location }, body: {} });

      expect((await thrown(github.findRepository({ fullName: repository.fullName }))).code).toBe('provider_failed');
      expect(standIn.requests()).toHaveLength(2);
    });
  });

  describe('the deploy key', () => {
    test('is sent with read access spelled out, since GitHub gives write access without', async () => {
      await github.ensureDeployKey(repository, key);

      expect(bodies('POST', /\/keys$/)).toEqual([{ title: key.title, key: key.publicKey, read_only: true }]);
    });

    test('that a person has added with write access gives way to one that reads only', async () => {
      standIn.own.addKey('by hand', key.publicKey, false);

      await github.ensureDeployKey(repository, key);

      expect(standIn.keys()).toMatchObject([{ title: key.title, readOnly: true }]);
    });

    test.each(['new', 'adopted'])(
      'that is %s and disabled by a policy is an error that names the policy',
      async (which) => {
        standIn.own.allowsKeys = false;
        if (which === 'adopted') standIn.addKey(key, 'here');

        const problem = await thrown(github.ensureDeployKey(repository, key));

        expect(problem.code).toBe('provider_credential_rejected');
        expect(problem.message).toMatch(/policy of the organisation .* forbids deploy keys/);
        expect(problem.message).toContain('/organizations/acme/settings/deploy_keys');
        expect(standIn.keys()).toHaveLength(which === 'adopted' ? 1 : 0);
      },
    );

    test('that another call added in the meantime is adopted', async () => {
      const list = standIn.own.seenKeys.bind(standIn.own);
      standIn.service.beforeChange = () => {
        standIn.service.beforeChange = null;
        standIn.addKey(key, 'here');
      };

      await github.ensureDeployKey(repository, key);

      expect(list()).toHaveLength(1);
      expect(bodies('POST', /\/keys$/)).toHaveLength(1);
    });

    test('that GitHub finds invalid is not taken for one in use', async () => {
      const problem = await thrown(github.ensureDeployKey(repository, { ...key, publicKey: 'ssh-ed25519 no' }));

      expect(problem.code).toBe('provider_failed');
      expect(problem.message).toContain('key is invalid');
    });

    test('in use elsewhere is answered with the page of the host that people see', async () => {
      standIn.addKey(key, 'elsewhere');

      const problem = await thrown(github.ensureDeployKey(repository, key));

      expect(problem.code).toBe('deploy_key_in_use');
      expect(problem.message).toContain(`https://${new URL(standIn.apiUrl).host}/acme/odoo-custom/settings/keys`);
    });

    test('that GitHub says to have made with write access is not trusted', async () => {
      const made = { id: 1, key: key.publicKey, title: key.title, read_only: false, enabled: true };
      standIn.break({ status: 201, body: made }, 2);

      expect((await thrown(github.ensureDeployKey(repository, key))).code).toBe('provider_failed');
    });
  });

  describe('the webhook', () => {
    const settings = {
      active: true,
      events: ['push', 'pull_request'],
      config: { url: candidate.url, content_type: 'json', secret: candidate.secret, insecure_ssl: '0' },
    };

    test('is made for JSON, with certificates checked, for pushes and pull requests', async () => {
      await github.ensureWebhook(repository, [candidate]);

      expect(bodies('POST', /\/hooks$/)).toEqual([{ name: 'web', ...settings }]);
    });

    test('is changed with everything, since what a config leaves out is gone', async () => {
      standIn.addHook({ url: candidate.url, secret: 'old', active: false });

      await github.ensureWebhook(repository, [candidate]);

      expect(bodies('PATCH', /\/hooks\/\d+$/)).toEqual([settings]);
      expect(standIn.own.hooks).toMatchObject([settings]);
    });

    test('that another call makes in the meantime is adopted, and no second one made', async () => {
      standIn.service.beforeChange = () => {
        standIn.service.beforeChange = null;
        standIn.addHook({ url: candidate.url, secret: 'theirs', active: true });
      };

      await github.ensureWebhook(repository, [candidate]);

      expect(standIn.hooks()).toMatchObject([{ secret: candidate.secret }]);
    });

    test('that is gone before it is changed is made anew', async () => {
      standIn.addHook({ url: candidate.url, secret: 'old', active: true });
      standIn.service.beforeChange = () => {
        standIn.service.beforeChange = null;
        standIn.own.hooks.splice(0);
      };

      const { webhookId } = await github.ensureWebhook(repository, [candidate]);

      expect(standIn.hooks()).toMatchObject([{ id: webhookId, secret: candidate.secret }]);
    });

    test('too many is an error in the words of GitHub', async () => {
      for (let index = 0; index < 20; index += 1) {
        standIn.addHook({ url: `https://ci.acme.example/${index}`, secret: 'x', active: true });
      }

      const problem = await thrown(github.ensureWebhook(repository, [candidate]));

      expect(problem.code).toBe('provider_failed');
      expect(problem.message).toContain('cannot have more than 20 hooks');
    });

    test.each([
      ['a form', { content_type: 'form' }],
      ['another URL', { url: 'https://elsewhere.example' }],
    ])('that GitHub says to have made for %s is not trusted', async (_, wrong) => {
      const config = { url: candidate.url, content_type: 'json', ...wrong };
      standIn.break({ status: 201, body: { id: 1, active: true, config } }, 2);

      expect((await thrown(github.ensureWebhook(repository, [candidate]))).code).toBe('provider_failed');
    });

    test('of an old service, which has no URL, is passed over', async () => {
      const hooks = [{ id: 1, name: 'jenkins', active: true, config: {} }];
      standIn.break({ status: 200, body: hooks }, 1);

      expect(await github.removeWebhook(repository, [candidate.url])).toBe(false);
    });

    test('without a candidate for GitHub’s proof is a mistake of the caller', async () => {
      await expect(github.ensureWebhook(repository, [{ ...candidate, proof: 'plain-token' }])).rejects.toThrow(
        'body-hmac',
      );
    });

    test('is looked for in no list without an end', async () => {
      const headers = { link: `<${standIn.apiUrl}/x?page=2>; rel="next"` };
      standIn.break({ status: 200, body: [], headers }, 1);

      expect((await thrown(github.removeWebhook(repository, [candidate.url]))).message).toContain('more than 50 pages');
      expect(standIn.requests()).toHaveLength(51);
    });
  });

  describe('a comparison', () => {
    test.each(['behind', 'diverged'])(
      'of a commit that is %s is null: GitHub compares with the common ancestor',
      async (how) => {
        standIn.own.compare(base, commit, how, [{ path: 'a.py' }]);

        expect(await github.compareCommits(repository, base, commit)).toBeNull();
      },
    );

    test.each([
      [299, 299],
      [300, null],
    ])('of %i files lists %s: from 300 on GitHub may have left some out', async (count, expected) => {
      standIn.own.compare(
        base,
        commit,
        'ahead',
        Array.from({ length: count }, (_, index) => ({ path: `f${index}` })),
      );

      const files = await github.compareCommits(repository, base, commit);

      expect(files?.length ?? null).toBe(expected);
    });

    test.each([404, 409, 422])('that GitHub cannot make (%i) is null', async (fault) => {
      standIn.break(fault);

      expect(await github.compareCommits(repository, base, commit)).toBeNull();
    });
  });

  describe('a refusal', () => {
    const refusal = (code: number, message: string, headers = {}): StandInAnswer => ({
      status: code,
      body: { message, documentation_url: 'https://docs.github.com', status: String(code) },
      headers,
    });
    const refused = (answer: StandInAnswer): Promise<Problem> => {
      standIn.break(answer);
      return thrown(github.setCommitStatus(repository, commit, status));
    };

    test.each(['primary', 'secondary', 'too many'] as const)('for a limit told the %s way is a limit', async (told) => {
      const problem = await clockStopped(() => {
        standIn.rateLimit(90, told);
        return thrown(github.setCommitStatus(repository, commit, status));
      });

      expect(problem.code).toBe('provider_rate_limited');
      expect(problem.retryAfterSeconds).toBeGreaterThanOrEqual(90);
      expect(problem.retryAfterSeconds).toBeLessThanOrEqual(91);
    });

    test.each([
      ['no header', {}, 60],
      ['a window that is not used up', { 'x-ratelimit-remaining': '9', 'x-ratelimit-reset': '9999999999' }, 60],
      ['a window without an end', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '99999999999' }, 3600],
      ['a window that has ended', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }, 1],
    ])('for a limit with %s is to be repeated after a bounded time', async (_, headers, seconds) => {
      const problem = await refused(refusal(403, 'You have exceeded a secondary rate limit', headers));

      expect(problem.retryAfterSeconds).toBe(seconds);
    });

    test.each([{ 'x-ratelimit-remaining': '0' }, { 'retry-after': '30' }])(
      'with the headers of a limit is one, whatever it says: %j',
      async (headers) => {
        expect((await refused(refusal(403, 'Forbidden', headers))).code).toBe('provider_rate_limited');
      },
    );

    test('for a missing permission says what is missing, in GitHub’s words too', async () => {
      const headers = { 'x-accepted-github-permissions': 'statuses=write', 'x-ratelimit-remaining': '4000' };
      const problem = await refused(refusal(403, 'Resource not accessible by integration', headers));

      expect(problem.code).toBe('provider_credential_rejected');
      expect(problem.message).toMatch(
        /Resource not accessible by integration.*statuses \(read and write\).*statuses=write/s,
      );
    });

    test('for single sign-on says where the token is authorized, without the URL that GitHub hands out', async () => {
      const url = 'https://github.com/orgs/acme/sso?authorization_request=A1B2C3';
      const problem = await refused(
        refusal(403, 'Resource protected by organization SAML enforcement.', {
          'x-github-sso': `required; url=${url}`,
        }),
      );

      expect(problem.code).toBe('provider_credential_rejected');
      expect(problem.message).toContain('Configure SSO');
      expect(problem.message).not.toContain('A1B2C3');
    });

    test('of an archived repository says so', async () => {
      standIn.own.isArchived = true;

      const problem = await thrown(github.ensureDeployKey(repository, key));

      expect(problem.code).toBe('provider_credential_rejected');
      expect(problem.message).toContain('unarchive it');
    });

    test('for a commit that GitHub does not have is told in its words', async () => {
      const problem = await thrown(github.setCommitStatus(repository, 'abc', status));

      expect(problem.code).toBe('provider_failed');
      expect(problem.message).toContain('No commit found for SHA: abc');
    });

    test('for legal reasons is no matter of the credential', async () => {
      expect((await refused(refusal(451, 'Repository access blocked'))).code).toBe('provider_failed');
    });

    test('in a form that GitHub does not document is told without words', async () => {
      const problem = await refused({ status: 418, body: { message: { text: 'teapot' } } });

      expect(problem.message).toBe(
        'GitHub could not set the commit status: it answered 418. Trying again does not help until this is fixed.',
      );
    });
  });

  describe('secrets', () => {
    const canary = 'ghp_secretCanary0123456789abcdefABCDEF';
    const broken = (fail: () => Promise<Response>): GitProvider =>
      githubProvider({
        apiUrl: 'https://api.github.com',
        credential: { kind: 'token', token: canary, username: null },
        fetch: fail,
      });

    test.each([
      ['its message', () => new Error(`boom ${canary}`)],
      ['its cause', () => new Error('boom', { cause: new Error(`token ${canary}`) })],
      ['the cause of its cause', () => new TypeError('x', { cause: new Error('y', { cause: canary }) })],
      ['base64', () => new Error(`Basic ${Buffer.from(canary).toString('base64')}`)],
      ['a part of it', () => new Error(`token ${canary.slice(0, 20)}…`)],
      ['a token of somebody else', () => new Error('ghs_99_eyJhbGciOi.eyJpYXQiOjE3.ssss')],
      ['a property', () => Object.assign(new Error('boom'), { request: { headers: { authorization: canary } } })],
      ['a thrown text', () => canary],
    ])('are not in the problem where a failed call quotes one in %s', async (_, failure) => {
      const problem = await thrown(broken(() => Promise.reject(failure())).verifyAccess());

      const shown = `${inspect(problem, { depth: 20, showHidden: true })} ${JSON.stringify(problem)}`;
      expect(problem.code).toBe('provider_failed');
      for (const quoted of [canary.slice(0, 20), 'eyJhbGciOi', Buffer.from(canary).toString('base64')]) {
        expect(shown).not.toContain(quoted);
      }
    });

    test('are not in the problem where a refusal quotes a webhook secret, and what it says else is kept away too', async () => {
      const body = { message: `config ${JSON.stringify({ secret: candidate.secret })} is wrong` };
      standIn.break({ status: 422, body }, 2);

      const problem = await thrown(github.ensureWebhook(repository, [candidate]));

      expect(inspect(problem, { depth: 20, showHidden: true })).not.toContain(candidate.secret.slice(0, 12));
    });

    test('a problem keeps what happened as its cause', async () => {
      const problem = await thrown(broken(() => Promise.reject(new Error('socket hang up'))).verifyAccess());

      expect(problem.cause).toMatchObject({ message: 'socket hang up' });
    });
  });

  test.each([
    ['https://api.github.com', 'https://github.com/'],
    ['https://api.acme.ghe.com', 'https://acme.ghe.com/'],
    ['https://git.acme.example:8443/api/v3', 'https://git.acme.example:8443/'],
    ['https://api.acme.example/api/v3', 'https://api.acme.example/'],
  ])('pages of %s are on %s', async (apiUrl, page) => {
    const answers = [
      { id: 1, full_name: 'acme/odoo', default_branch: 'main' },
      [{ id: 2, key: key.publicKey, title: 'x', read_only: true, enabled: false }],
    ];
    const provider = githubProvider({
      apiUrl,
      credential: { kind: 'token', token: 'ghp_x', username: null },
      fetch: async () => Response.json(answers.shift()),
    });

    const problem = await thrown(provider.ensureDeployKey({ ...repository, id: '1', fullName: 'acme/odoo' }, key));

    expect(problem.message).toContain(`${page}organizations/acme/settings/deploy_keys`);
  });
});
