import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import type { GitProvider, ProviderRepository, WebhookCandidate } from '#shared/providers/client/git-provider.ts';
import { signingToken } from '#shared/providers/gitlab/hook-installer.ts';
import { providerContract } from './contract-suite.ts';
import { type GitlabRelease, GitlabStandIn } from './gitlab-stand-in.ts';
import { membersOf } from './loopback-stand-in.ts';

providerContract('GitLab', () => GitlabStandIn.start('19'), 'calls');

const base = '0'.repeat(40);
const head = '1'.repeat(40);
const secretOf = (text: string): string => Buffer.from(text.padEnd(32, '.')).toString('base64url');
const candidates: readonly [WebhookCandidate, WebhookCandidate] = [
  { proof: 'signing-token', url: 'https://ocore.example/api/webhooks/gitlab/signing', secret: secretOf('signing') },
  { proof: 'plain-token', url: 'https://ocore.example/api/webhooks/gitlab/plain', secret: secretOf('plain') },
];
const key = () => ({ title: 'ocore one', publicKey: generateDeployKey('ocore-one').publicKey });

describe('GitLab alone', () => {
  let standIn: GitlabStandIn;
  let provider: GitProvider;
  let repository: ProviderRepository;

  const start = async (release: GitlabRelease = '19'): Promise<void> => {
    standIn = await GitlabStandIn.start(release);
    provider = standIn.connect('good');
    repository = { ...standIn.repository(), defaultBranch: 'main' };
  };
  afterEach(async () => {
    await standIn.stop();
  });

  const refusal = async (call: Promise<unknown>): Promise<Problem> => {
    const error = await call.catch((reason: unknown) => reason);
    return error instanceof Problem ? error : expect.fail(`no Problem, but ${inspect(error)}`);
  };
  /** What was sent to create or change hooks. */
  const written = (): readonly Readonly<Record<string, unknown>>[] =>
    standIn
      .requests()
      .filter(({ method, path }) => path.includes('/hooks') && (method === 'POST' || method === 'PUT'))
      .map(({ body }) => membersOf(body));

  test('the token goes as Bearer, which no client carries to another host', async () => {
    await start();

    await provider.verifyAccess();

    expect(standIn.requests()[0]?.headers).toMatchObject({ authorization: 'Bearer glpat-canary-Zx81uQmA7' });
    expect(standIn.requests()[0]?.headers).not.toHaveProperty('private-token');
  });

  test('a path through groups is one segment', async () => {
    await start();
    standIn.rename('acme/group/sub group/odoo');

    const found = await provider.findRepository({ fullName: 'acme/group/sub group/odoo' });

    expect(found?.id).toBe(repository.id);
    expect(standIn.requests()[0]?.path).toBe('/gitlab/api/v4/projects/acme%2Fgroup%2Fsub%20group%2Fodoo');
  });

  test('a name of the past leads to the project, and what is changed is changed by number', async () => {
    await start();
    standIn.rename('acme-gmbh/odoo');

    const found = await provider.findRepository({ fullName: 'acme/odoo-custom' });
    await provider.ensureDeployKey(repository, key());
    await provider.ensureWebhook(repository, candidates);

    expect(found).toEqual({ id: repository.id, fullName: 'acme-gmbh/odoo', defaultBranch: 'main' });
    expect(standIn.keys()).toHaveLength(1);
    expect(standIn.hooks()).toHaveLength(1);
  });

  test('a redirect on the same host, but out of the API, is refused', async () => {
    await start();
    standIn.break({ status: 301, headers: { location: '/users/sign_in' } });

    const problem = await refusal(provider.findRepository({ id: repository.id }));

    expect(problem.code).toBe('provider_failed');
    expect(standIn.requests()).toHaveLength(1);
  });

  test('a redirect is followed once', async () => {
    await start();
    standIn.break({ status: 301, headers: { location: `/gitlab/api/v4/projects/${repository.id}` } });

    const problem = await refusal(provider.findRepository({ id: repository.id }));

    expect(problem.code).toBe('provider_failed');
    expect(standIn.requests()).toHaveLength(2);
  });

  test('the expiry of a personal or project token is told', async () => {
    await start();

    expect(await provider.verifyAccess()).toEqual({ login: 'deployer', expiresAt: '2027-03-01T00:00:00.000Z' });
  });

  test('a token that is no personal access token has no expiry to tell', async () => {
    await start();
    standIn.personal = false;

    expect(await provider.verifyAccess()).toEqual({ login: 'deployer', expiresAt: null });
  });

  test.each(['hooks', 'keys'] as const)(
    'settings that are 404 to a low role (%s) are no missing project',
    async (kind) => {
      await start();
      standIn.hidesSettings = true;

      const calls =
        kind === 'hooks'
          ? [provider.ensureWebhook(repository, candidates), provider.removeWebhook(repository, [candidates[0].url])]
          : [provider.ensureDeployKey(repository, key()), provider.removeDeployKey(repository, key())];

      for (const call of calls) {
        const problem = await refusal(call);
        expect(problem.code).toBe('provider_credential_rejected');
        expect(problem.message).toMatch(/role Maintainer/);
      }
    },
  );

  describe('the signing token', () => {
    test('is whsec_ and the base64 of the very bytes that our secret stands for', () => {
      const bytes = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index * 5));

      const token = signingToken(bytes.toString('base64url'));

      expect(token).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      expect(Buffer.from(token.slice('whsec_'.length), 'base64')).toEqual(bytes);
      expect(signingToken(token)).toBe(token);
    });

    test('that is confirmed stays alone on the hook', async () => {
      await start();

      expect(await provider.ensureWebhook(repository, candidates)).toMatchObject({ proof: 'signing-token' });
      expect(standIn.hooks()).toMatchObject([{ proof: 'signing-token', url: candidates[0].url }]);
      expect(written()).toHaveLength(1);
    });

    test.each(['18', '19 without signing'] as const)(
      'that GitLab %s does not confirm moves the hook to the plain token',
      async (release) => {
        await start(release);

        const { webhookId, proof } = await provider.ensureWebhook(repository, candidates);

        expect(proof).toBe('plain-token');
        expect(standIn.hooks()).toEqual([
          { id: webhookId, url: candidates[1].url, secret: candidates[1].secret, proof: 'plain-token', active: true },
        ]);
        expect(standIn.requests().map(({ method }) => method)).toEqual(['GET', 'POST', 'PUT']);
      },
    );

    test.each(['18', '19', '19 without signing'] as const)(
      'and the plain token are never sent together to GitLab %s',
      async (release) => {
        await start(release);
        standIn.addHook({ url: candidates[0].url, secret: 'typed by hand', active: true });
        standIn.addHook({ url: candidates[1].url, secret: 'typed by hand', active: false });

        await provider.ensureWebhook(repository, candidates);
        await provider.ensureWebhook(repository, candidates);

        expect(written().length).toBeGreaterThan(0);
        for (const body of written()) expect(['signing_token', 'token'].filter((name) => name in body)).toHaveLength(1);
        expect(standIn.hooks()).toHaveLength(1);
        expect(['plain-token', 'signing-token']).toContain(standIn.hooks()[0]?.proof);
      },
    );

    test('is not tried on a GitLab whose hooks cannot carry one, so that a hook that works is not interrupted', async () => {
      await start('18');
      standIn.addHook({ url: candidates[1].url, secret: 'old', active: true });

      await provider.ensureWebhook(repository, candidates);

      expect(written()).toMatchObject([{ url: candidates[1].url, token: candidates[1].secret }]);
    });

    test('leaves a hook with a plain token at work until it is confirmed', async () => {
      await start('19 without signing');
      standIn.addHook({ url: candidates[1].url, secret: candidates[1].secret, active: true });
      // The list, the new hook, and then nothing more.
      standIn.break(503, 2);

      await refusal(provider.ensureWebhook(repository, candidates));

      expect(standIn.hooks()).toContainEqual(
        expect.objectContaining({ url: candidates[1].url, secret: candidates[1].secret }),
      );
    });

    test('is quoted by no error, in our form nor in that of GitLab', async () => {
      await start();
      standIn.break('echo', 1);

      const problem = await refusal(provider.ensureWebhook(repository, candidates));

      const shown = inspect(problem, { depth: 20, showHidden: true });
      expect(shown).not.toContain(signingToken(candidates[0].secret));
      expect(shown).not.toContain(candidates[0].secret);
    });
  });

  describe('a hook', () => {
    const whole = {
      push_events: true,
      tag_push_events: true,
      merge_requests_events: true,
      issues_events: false,
      note_events: false,
      job_events: false,
      pipeline_events: false,
      releases_events: false,
      enable_ssl_verification: true,
      push_events_branch_filter: '',
      branch_filter_strategy: 'all_branches',
    };

    test('is created and changed with every flag, since a change resets what it omits', async () => {
      await start();

      await provider.ensureWebhook(repository, candidates);
      await provider.ensureWebhook(repository, candidates);

      expect(written()).toHaveLength(2);
      for (const body of written()) expect(body).toMatchObject(whole);
      expect(standIn.flags()).toMatchObject([whole]);
    });

    test('that GitLab has given up on is replaced, since no change revives it', async () => {
      await start();
      standIn.addHook({ url: candidates[0].url, secret: '', active: false });
      const [given] = standIn.hooks();

      const { webhookId } = await provider.ensureWebhook(repository, candidates);

      expect(webhookId).not.toBe(given?.id);
      expect(standIn.hooks()).toMatchObject([{ id: webhookId, active: true }]);
    });

    test("with a template of a person's own is replaced, since its bodies are not GitLab's", async () => {
      await start();
      standIn.template = '{"hello": "{{project.name}}"}';
      standIn.addHook({ url: candidates[0].url, secret: '', active: true });
      const [given] = standIn.hooks();

      const { webhookId } = await provider.ensureWebhook(repository, candidates);

      expect(webhookId).not.toBe(given?.id);
      expect(standIn.hooks()).toHaveLength(1);
    });

    test('that confirms no secret at all is a failure', async () => {
      await start();
      const silent = { id: 1, url: candidates[0].url, token_present: false, signing_token_present: false };
      standIn.break({ status: 201, body: silent }, 1);

      const problem = await refusal(provider.ensureWebhook(repository, candidates));

      expect(problem.code).toBe('provider_failed');
      expect(problem.message).toMatch(/confirmed none of the secrets/);
    });

    test('whose URL GitLab may not call is a failure that says so', async () => {
      await start();
      standIn.break({ status: 422, body: { error: 'Invalid url given' } }, 1);

      const problem = await refusal(provider.ensureWebhook(repository, candidates));

      expect(problem.message).toMatch(/could not add the webhook: it answered 422\. It says: "Invalid url given"/);
    });
  });

  describe('a deploy key', () => {
    test('that another visible project has is linked, to read only', async () => {
      await start();
      const wanted = key();
      standIn.addKey({ ...wanted, title: 'theirs' }, 'in a visible project');

      await provider.ensureDeployKey(repository, wanted);

      expect(standIn.keys()).toMatchObject([{ title: 'theirs', readOnly: true }]);
    });

    test('that was added while we looked is adopted, however the refusal is worded', async () => {
      await start();
      const wanted = key();
      standIn.addKey(wanted, 'elsewhere');
      const race = provider.ensureDeployKey(repository, wanted);
      await new Promise<void>((resolve) => {
        const look = (): void => void (standIn.requests().length >= 2 ? resolve() : setImmediate(look));
        look();
      });
      standIn.addKey(wanted, 'here');

      await race;

      expect(standIn.keys()).toHaveLength(1);
    });

    test('that somebody adds with write access while we look can only read afterwards', async () => {
      await start();
      const wanted = key();
      const race = provider.ensureDeployKey(repository, wanted);
      await new Promise<void>((resolve) => {
        const look = (): void => void (standIn.requests().length >= 1 ? resolve() : setImmediate(look));
        look();
      });
      standIn.addKey({ ...wanted, readOnly: false }, 'here');

      await race;

      expect(standIn.keys()).toMatchObject([{ readOnly: true }]);
    });

    test('that is refused for another reason is no key in use', async () => {
      await start();
      standIn.break({ status: 400, body: { message: { key: ['type is forbidden. Must be RSA, ECDSA'] } } }, 1);

      const problem = await refusal(provider.ensureDeployKey(repository, key()));

      expect(problem.code).toBe('provider_failed');
      expect(problem.message).toMatch(/It says: "key type is forbidden\. Must be RSA, ECDSA"/);
    });

    test('that another project has is answered with the settings page under the relative root', async () => {
      await start();
      const wanted = key();
      standIn.addKey(wanted, 'elsewhere');

      const problem = await refusal(provider.ensureDeployKey(repository, wanted));

      expect(problem.message).toMatch(/\/gitlab\/acme\/odoo-custom\/-\/settings\/repository/);
    });
  });

  test('a status that is refused for another reason than its repetition is a failure', async () => {
    await start();
    standIn.break({ status: 400, body: { message: { ref: ['is invalid'] } } });
    const status = {
      state: 'success',
      context: 'ocore',
      description: '',
      targetUrl: 'https://ocore.example',
      branch: 'main',
    } as const;

    expect((await refusal(provider.setCommitStatus(repository, head, status))).message).toMatch(/ref is invalid/);
  });

  test.each([
    ['a collapsed file', [{ path: 'a' }], { collapsed: true }],
    ['a file that is too large', [{ path: 'a' }], { too_large: true }],
    ['as many files as may be cut', Array.from({ length: 100 }, (_, index) => ({ path: `${index}` })), {}],
  ])('a comparison with %s may leave others out: it is not whole', async (_, files, by) => {
    await start();
    standIn.setComparison(base, head, files, by);

    expect(await provider.compareCommits(repository, base, head)).toBeNull();
  });

  test('a comparison is of the two commits themselves, never of their merge base', async () => {
    await start();
    standIn.setComparison(base, head, [{ path: 'a' }]);

    expect(await provider.compareCommits(repository, base, head)).toEqual(['a']);
    expect(standIn.requests()[0]?.query.get('straight')).toBe('true');
  });

  describe('a merge', () => {
    const merged = {
      number: 7,
      branch: 'main',
      state: 'merged',
      commitSha: head,
      reviewed: base,
      mergedAt: '2026-11-25T13:00:00.000+01:00',
    } as const;

    test.each(['merge_commit_sha', 'squash_commit_sha', 'sha'] as const)(
      'is known by %s, and its time is told in UTC',
      async (field) => {
        await start();
        standIn.madeBy = field;
        standIn.addPullRequest(merged);

        const found = await provider.mergedInto(repository, head, 'main');

        expect(found).toEqual({ number: 7, mergedAt: '2026-11-25T12:00:00.000Z' });
      },
    );

    test("by a merge commit is none of the source branch's head", async () => {
      await start();
      standIn.addPullRequest(merged);

      expect(await provider.mergedInto(repository, base, 'main')).toBeNull();
    });
  });
});
