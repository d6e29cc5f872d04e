import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import type {
  CommitStatus,
  GitProvider,
  ProviderRepository,
  WebhookCandidate,
} from '#shared/providers/client/git-provider.ts';
import { BitbucketStandIn } from './bitbucket-stand-in.ts';
import { providerContract } from './contract-suite.ts';
import { membersOf } from './loopback-stand-in.ts';
import { StandInServer } from './stand-in-server.ts';

providerContract('Bitbucket', () => BitbucketStandIn.start('api token'), 'calls');

const [base, head] = ['0'.repeat(40), '1'.repeat(40)];
const candidates: readonly WebhookCandidate[] = [
  { proof: 'body-hmac', url: 'https://ocore.example/api/webhooks/bitbucket/x', secret: 'secret-of-the-newest-one' },
];
const status: CommitStatus = {
  state: 'success',
  context: 'ocore/Staging',
  description: 'Deployed.',
  targetUrl: 'https://ocore.example/deployments/1',
  branch: 'main',
};
const key = () => ({ title: 'ocore one', publicKey: generateDeployKey('ocore-one').publicKey });

describe('Bitbucket alone', () => {
  let standIn: BitbucketStandIn;
  let provider: GitProvider;
  let repository: ProviderRepository;

  beforeAll(async () => {
    standIn = await BitbucketStandIn.start('api token');
  });
  afterAll(async () => {
    await standIn.stop();
  });
  beforeEach(() => {
    standIn.reset();
    provider = standIn.connect('good');
    repository = { ...standIn.repository(), defaultBranch: 'main' };
  });

  const refusal = async (call: Promise<unknown>): Promise<Problem> => {
    const error = await call.catch((reason: unknown) => reason);
    return error instanceof Problem ? error : expect.fail(`no Problem, but ${inspect(error)}`);
  };
  const sent = (method: string) => standIn.requests().filter((request) => request.method === method);

  test('an API token goes as Basic with the name of its holder', async () => {
    await provider.verifyAccess();

    const basic = Buffer.from('deployer@acme.example:ATATT3-canary-6Hq').toString('base64');
    expect(standIn.requests()[0]?.headers.authorization).toBe(`Basic ${basic}`);
  });

  test('an API token in the form of an access token is rejected with the scopes that it needs', async () => {
    const problem = await refusal(standIn.connect('good', undefined, 'access token').verifyAccess());

    expect(problem.code).toBe('provider_credential_rejected');
    expect(problem.message).toMatch(
      /answered 401 .* read:repository:bitbucket.*API token needs the account.s e-mail address/,
    );
  });

  test('an access token has no account: the refusal that lists its scopes proves that it is known', async () => {
    const other = await BitbucketStandIn.start('access token');

    expect(await other.connect('good').verifyAccess()).toEqual({ login: 'access token', expiresAt: null });
    await other.stop();
  });

  test('a refusal that names no scopes proves nothing', async () => {
    standIn.break({ status: 403, body: { type: 'error', error: { message: 'Forbidden' } } });

    expect((await refusal(provider.verifyAccess())).code).toBe('provider_credential_rejected');
  });

  test('a missing scope is quoted beside those that the call needs', async () => {
    const problem = await refusal(standIn.connect('weak').ensureWebhook(repository, candidates));

    expect(problem.message).toMatch(/required: webhook; granted: repository/);
  });

  test('braces go percent-encoded, and every call is by uuid', async () => {
    await provider.ensureDeployKey(repository, key());
    await provider.ensureWebhook(repository, candidates);
    await provider.setCommitStatus(repository, head, status);

    for (const { path } of standIn.requests()) {
      expect(path).toMatch(/^\/2\.0\/repositories\/acme\/%7B9b7f3a0e-6f0b-4c56-9d5e-0a5f2f3f7c11%7D/i);
    }
  });

  test('the uuid of a hook goes percent-encoded too', async () => {
    const { webhookId } = await provider.ensureWebhook(repository, candidates);

    await provider.removeWebhook(repository, [candidates[0]?.url ?? '']);

    expect(sent('DELETE')[0]?.path.endsWith(`/hooks/${encodeURIComponent(webhookId)}`)).toBe(true);
  });

  test('the next page is asked of no other place', async () => {
    const elsewhere = await StandInServer.start(() => ({ status: 200, body: { values: [] } }));
    for (let index = 0; index < 101; index += 1)
      standIn.addHook({ url: 'https://ci.acme.example', secret: '', active: true });

    for (const place of [elsewhere.url, `${standIn.server.url}@${elsewhere.url.slice('http://'.length)}`]) {
      standIn.nextPagesAt = place;
      const problem = await refusal(provider.ensureWebhook(repository, candidates));
      expect(problem.message).toMatch(/its next page is at another place/);
    }

    expect(elsewhere.requests).toEqual([]);
    await elsewhere.stop();
  });

  test('pages without end are a failure', async () => {
    const next = `${standIn.server.url}/2.0/repositories/acme/x/hooks`;
    // The repository itself, and then a page that is followed by itself.
    const itself = { uuid: repository.id, full_name: repository.fullName, values: [], next };
    standIn.break({ status: 200, body: itself });

    expect((await refusal(provider.ensureWebhook(repository, candidates))).message).toMatch(/more than 100 pages/);
  });

  test('a hook is changed with its secret and everything else, since a change replaces all that it omits', async () => {
    standIn.addHook({ url: candidates[0]?.url ?? '', secret: 'old', active: false });

    await provider.ensureWebhook(repository, candidates);

    expect(membersOf(sent('PUT')[0]?.body ?? '')).toEqual({
      description: 'oCore',
      url: candidates[0]?.url,
      active: true,
      secret: candidates[0]?.secret,
      events: ['repo:push', 'pullrequest:fulfilled'],
      skip_cert_verification: false,
    });
  });

  test('a hook that confirms no secret is a failure: no ping would ever prove it', async () => {
    standIn.takesSecrets = false;

    expect((await refusal(provider.ensureWebhook(repository, candidates))).message).toMatch(
      /did not confirm .* has a secret/,
    );
  });

  test('a key that was added while we looked is adopted', async () => {
    const wanted = key();
    // The repository and an empty list are answered by the book; then somebody is faster.
    const race = standIn.connect('good').ensureDeployKey(repository, wanted);
    await new Promise<void>((resolve) => {
      const look = (): void => void (standIn.requests().length >= 2 ? resolve() : setImmediate(look));
      look();
    });
    standIn.addKey(wanted, 'here');

    await race;

    expect(standIn.keys()).toHaveLength(1);
  });

  test('a key that is refused for another reason is no key in use', async () => {
    standIn.break({ status: 400, body: { type: 'error', error: { message: 'Invalid SSH key.' } } }, 2);

    const problem = await refusal(provider.ensureDeployKey(repository, key()));

    expect(problem.code).toBe('provider_failed');
    expect(problem.message).toMatch(/Invalid SSH key/);
  });

  test('a key in use is answered with the page of its web host, not of its API', async () => {
    const wanted = key();
    standIn.addKey(wanted, 'elsewhere');

    const problem = await refusal(provider.ensureDeployKey(repository, wanted));

    expect(problem.message).toMatch(/acme\/odoo-custom\/admin\/access-keys\//);
  });

  test('a status has a key of at most 40 characters that stays the same, and the name whole', async () => {
    const context = `ocore/${'Acceptance test of the customer '.repeat(3)}`;

    await provider.setCommitStatus(repository, head, { ...status, context, state: 'running' });
    await provider.setCommitStatus(repository, head, { ...status, context });

    expect(standIn.statuses(head)).toMatchObject([{ context, state: 'SUCCESSFUL' }]);
    expect(standIn.statusKeys(head)[0]?.length).toBeLessThanOrEqual(40);
  });

  test('a comparison lists files over pages', async () => {
    const files = Array.from({ length: 450 }, (_, index) => ({ path: `new/${index}` }));
    standIn.setComparison(base, head, files);

    expect(await provider.compareCommits(repository, base, head)).toHaveLength(450);
  });

  test('a comparison of more files than a path filter can use is not read to its end', async () => {
    standIn.setComparison(
      base,
      head,
      Array.from({ length: 2001 }, (_, index) => ({ path: `${index}` })),
    );

    expect(await provider.compareCommits(repository, base, head)).toBeNull();
    expect(standIn.requests().length).toBeLessThanOrEqual(21);
  });

  describe('a merge', () => {
    const merged = {
      number: 7,
      branch: 'main',
      state: 'merged',
      commitSha: head,
      reviewed: base,
      mergedAt: '2026-11-25T12:00:00.000Z',
    } as const;

    test('is known by the first 12 digits of its commit, among the newest 50 of the branch', async () => {
      standIn.addPullRequest(merged);
      for (let number = 8; number < 57; number += 1) {
        standIn.addPullRequest({ ...merged, number, commitSha: number.toString(16).padStart(40, 'a') });
      }

      expect(await provider.mergedInto(repository, head, 'main')).toEqual({ number: 7, mergedAt: null });
      expect(standIn.requests()).toHaveLength(2);
    });

    test('into a branch whose name would end the query is not asked for', async () => {
      expect(await provider.mergedInto(repository, head, 'a" OR state="MERGED')).toBeNull();
      expect(standIn.requests()).toEqual([]);
    });

    test('that the credential may not see is refused with the scope that it needs', async () => {
      standIn.break({ status: 403, body: { type: 'error', error: { message: 'Forbidden' } } }, 1);

      expect((await refusal(provider.mergedInto(repository, head, 'main'))).message).toMatch(
        /read:pullrequest:bitbucket/,
      );
    });

    test('without its commit is none', async () => {
      const values = [{ id: 7, state: 'MERGED', destination: { branch: { name: 'main' } }, merge_commit: null }];
      standIn.break({ status: 200, body: { uuid: repository.id, full_name: repository.fullName, values } });

      expect(await provider.mergedInto(repository, head, 'main')).toBeNull();
    });
  });

  test('a limit without a time to wait is a minute', async () => {
    standIn.break({ status: 429, body: { type: 'error', error: { message: 'Rate limit exceeded' } } });

    expect((await refusal(provider.verifyAccess())).retryAfterSeconds).toBe(60);
  });
});
