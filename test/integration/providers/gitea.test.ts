import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import type { GitProvider, ProviderRepository, WebhookCandidate } from '#shared/providers/client/git-provider.ts';
import { providerContract } from './contract-suite.ts';
import { GiteaStandIn, type ListedCommit } from './gitea-stand-in.ts';
import { membersOf, withoutComment } from './loopback-stand-in.ts';

providerContract('Gitea', () => GiteaStandIn.start(), 'calls');

const url = 'https://ocore.example/api/webhooks/gitea/x';
const candidates: readonly WebhookCandidate[] = [{ proof: 'body-hmac', url, secret: 'secret-of-the-newest-one' }];
const key = (title = 'ocore one') => ({ title, publicKey: generateDeployKey('ocore-one').publicKey });
const sha = (digit: string): string => digit.repeat(40);
const [base, head] = [sha('0'), sha('9')];

describe('Gitea and Forgejo alone', () => {
  let standIn: GiteaStandIn;
  let provider: GitProvider;
  let repository: ProviderRepository;

  beforeAll(async () => {
    standIn = await GiteaStandIn.start();
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

  test('the token goes in the form that every release takes', async () => {
    await provider.verifyAccess();

    expect(standIn.requests()[0]?.headers.authorization).toBe('token 7f3d-canary-0c11d2b4');
  });

  test('a missing scope is quoted as the server names it', async () => {
    const problem = await refusal(standIn.connect('weak').ensureWebhook(repository, candidates));

    expect(problem.message).toMatch(/required=\[write:repository\]/);
  });

  test('a name of the past leads to the repository', async () => {
    standIn.rename('acme-gmbh/odoo');

    const found = await provider.findRepository({ fullName: 'acme/odoo-custom' });

    expect(found).toEqual({ id: repository.id, fullName: 'acme-gmbh/odoo', defaultBranch: 'main' });
  });

  test('what comes to another repository that took the name of the past is nothing', async () => {
    standIn.rename('acme-gmbh/odoo');
    standIn.takeOldNames();

    await provider.ensureDeployKey(repository, key());
    await provider.ensureWebhook(repository, candidates);
    await provider.removeWebhook(repository, [url]);

    expect(standIn.strays).toEqual([]);
    expect(standIn.keys()).toHaveLength(1);
  });

  test('an empty repository has no default branch, whatever it says', async () => {
    standIn.break({ status: 200, body: { id: 77, full_name: 'acme/odoo', default_branch: 'main', empty: true } });

    expect(await provider.findRepository({ id: '77' })).toMatchObject({ defaultBranch: null });
  });

  describe('a hook', () => {
    test('is created active, as JSON, with every event that a deployment needs', async () => {
      await provider.ensureWebhook(repository, candidates);

      expect(membersOf(sent('POST')[0]?.body ?? '')).toEqual({
        type: 'gitea',
        active: true,
        config: { url, content_type: 'json', secret: 'secret-of-the-newest-one' },
        events: ['push', 'pull_request_only', 'delete'],
        branch_filter: '*',
      });
    });

    test('that is found is made anew, since no change gives it another secret, and at no time is there none', async () => {
      standIn.addHook({ url, secret: 'old', active: true });

      await provider.ensureWebhook(repository, candidates);

      expect(standIn.hooks()).toMatchObject([{ url, secret: 'secret-of-the-newest-one' }]);
      expect(standIn.requests().map(({ method }) => method)).toEqual(['GET', 'GET', 'POST', 'DELETE']);
    });

    test('that comes back inactive is a failure', async () => {
      standIn.break({ status: 201, body: { id: 5, active: false, config: { url } } }, 2);

      expect((await refusal(provider.ensureWebhook(repository, candidates))).message).toMatch(
        /did not confirm .* active/,
      );
    });

    test.each([
      ['smaller than asked for', 7, true],
      ['smaller than asked for, and of unknown number', 7, false],
      ['of unknown number', 50, false],
    ])('is found on pages that are %s', async (_, maxItems, announcesTotals) => {
      for (let index = 0; index < 60; index += 1) {
        standIn.addHook({ url: `https://ci.acme.example/${index}`, secret: 'theirs', active: true });
      }
      standIn.addHook({ url, secret: 'old', active: true });
      standIn.maxItems = maxItems;
      standIn.announcesTotals = announcesTotals;

      await provider.ensureWebhook(repository, candidates);

      expect(standIn.hooks()).toHaveLength(61);
      expect(standIn.hooks().at(-1)).toMatchObject({ url, secret: 'secret-of-the-newest-one' });
    });
  });

  describe('a deploy key', () => {
    test('says that it may only read, since the default is to write', async () => {
      await provider.ensureDeployKey(repository, key());

      expect(membersOf(sent('POST')[0]?.body ?? '')).toMatchObject({ read_only: true });
    });

    test('takes its title back from another key that has it', async () => {
      standIn.addKey(key('ocore one'), 'here');
      const wanted = key('ocore one');

      await provider.ensureDeployKey(repository, wanted);

      expect(standIn.keys()).toEqual([
        { title: 'ocore one', publicKey: withoutComment(wanted.publicKey), readOnly: true },
      ]);
    });

    test("that is a person's own key is in use", async () => {
      const wanted = key();
      standIn.personalKeys.push(withoutComment(wanted.publicKey));

      const problem = await refusal(provider.ensureDeployKey(repository, wanted));

      expect(problem.code).toBe('deploy_key_in_use');
      expect(problem.message).toMatch(/\/git\/acme\/odoo-custom\/settings\/keys/);
    });

    test('that was added while we looked is adopted', async () => {
      const wanted = key();
      const race = provider.ensureDeployKey(repository, wanted);
      await new Promise<void>((resolve) => {
        const look = (): void => void (standIn.requests().length >= 2 ? resolve() : setImmediate(look));
        look();
      });
      standIn.addKey({ ...wanted, title: 'theirs' }, 'here');

      await race;

      expect(standIn.keys()).toHaveLength(1);
    });

    test('that is refused for another reason is a failure that says so', async () => {
      standIn.break({ status: 422, body: { message: 'SSH is disabled' } }, 2);

      const problem = await refusal(provider.ensureDeployKey(repository, key()));

      expect(problem.code).toBe('provider_failed');
      expect(problem.message).toMatch(/SSH is disabled/);
    });
  });

  describe('a comparison', () => {
    const commit = (digit: string, parents: readonly string[], files: readonly string[] | null): ListedCommit => ({
      sha: sha(digit),
      parents: parents.map(sha),
      files,
    });
    const compared = (commits: readonly ListedCommit[]): Promise<readonly string[] | null> => {
      standIn.setCommits(base, head, commits);
      return provider.compareCommits(repository, base, head);
    };

    test('adds up the commits along first parents, which tell what a merge brought', async () => {
      const files = await compared([
        commit('9', ['8', '3'], ['merged']),
        commit('8', ['0'], ['direct']),
        commit('3', ['0'], ['merged']),
      ]);

      expect(files).toEqual(['merged', 'direct']);
    });

    test('of a forced push, where base is no ancestor, is null', async () => {
      expect(await compared([commit('9', ['8'], ['a']), commit('8', ['1'], ['b'])])).toBeNull();
    });

    test('of a head that base was merged into by its second parent is null', async () => {
      expect(await compared([commit('9', ['8', '0'], ['a']), commit('8', ['1'], ['b'])])).toBeNull();
    });

    test('of commits without their files is null', async () => {
      expect(await compared([commit('9', ['0'], null)])).toBeNull();
    });

    test('of a first commit is null, and so is one of commits that lead in a circle', async () => {
      expect(await compared([commit('9', [], ['a'])])).toBeNull();
      expect(await compared([commit('9', ['8'], ['a']), commit('8', ['9'], ['b'])])).toBeNull();
    });

    test('of a commit with itself lists nothing', async () => {
      standIn.setCommits(base, base, []);

      expect(await provider.compareCommits(repository, base, base)).toEqual([]);
    });
  });
});
