import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import type { ProblemCode } from '#shared/contract/problem-code.ts';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import type {
  CommitState,
  CommitStatus,
  GitProvider,
  ProviderKey,
  ProviderRepository,
  WebhookCandidate,
} from '#shared/providers/client/git-provider.ts';
import { clockStopped } from '../clock.ts';
import type { ProviderStandIn } from './provider-stand-in.ts';
import { type Fault, StandInServer } from './stand-in-server.ts';

const commit = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';
const base = '0123456789abcdef0123456789abcdef01234567';
const longAgo = '2026-01-01T00:00:00.000Z';
const states: readonly CommitState[] = ['pending', 'running', 'success', 'failure', 'cancelled'];

const html = '<!doctype html><title>Sign in</title><p>Please sign in.</p>';
/** Answers with status 200 that are not what any provider documents. */
const nonsense: Readonly<Record<string, Fault>> = {
  'garbage instead of JSON': { status: 200, body: '{"id": 1, "na', headers: { 'content-type': 'application/json' } },
  'a page of HTML': { status: 200, body: html, headers: { 'content-type': 'text/html' } },
  'another object': { status: 200, body: { unexpected: true } },
  'a text': { status: 200, body: '"text"', headers: { 'content-type': 'application/json' } },
  'a list of nothings': { status: 200, body: [null, 7, {}] },
  'no body': { status: 200 },
};

const key = (title: string): ProviderKey => ({
  title: `ocore ${title}`,
  publicKey: generateDeployKey(title).publicKey,
});
const blob = (publicKey: string): string => publicKey.split(' ').slice(0, 2).join(' ');

const thrown = async (call: Promise<unknown>): Promise<Problem> => {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Problem)) expect.fail(`no Problem, but ${inspect(error)}`);
  return error;
};

const expectThrown = async (call: Promise<unknown>, code: ProblemCode): Promise<Problem> => {
  const problem = await thrown(call);
  expect(problem.code, inspect(problem)).toBe(code);
  return problem;
};

/**
 * What every provider behind the interface has to do, whatever its API forgets or refuses. Registers its tests.
 * @param startStandIn a stateful stand-in that enforces what docs/design/providers.md says of this provider
 * @param extent the fast lane has the calls, the exhaustive one the faults: outages, crashes and leaks of secrets
 */
export const providerContract = (
  name: string,
  startStandIn: () => Promise<ProviderStandIn>,
  extent: 'calls' | 'faults' | 'both',
): void => {
  describe(`${name} behind the provider interface`, () => {
    let standIn: ProviderStandIn;
    let provider: GitProvider;
    let repository: ProviderRepository;
    let nextHook = 0;

    /** A wish for each proof, each with a URL and a secret of its own, as a new generation of a connection has. */
    const generation = (): readonly WebhookCandidate[] => {
      nextHook += 1;
      return standIn.traits.proofs.map((proof) => ({
        proof,
        url: `https://ocore.example/api/webhooks/${name.toLowerCase()}/hook${nextHook}-${proof}`,
        secret: Buffer.from(`${nextHook} ${proof}`.padEnd(32, '.')).toString('base64url'),
      }));
    };
    /** The same hook with a new secret. */
    const renewed = (candidates: readonly WebhookCandidate[]): readonly WebhookCandidate[] =>
      candidates.map((candidate) => ({
        ...candidate,
        secret: Buffer.from(candidate.secret).subarray(0, 32).toString('base64url'),
      }));
    const urls = (candidates: readonly WebhookCandidate[]): readonly string[] =>
      candidates.map((candidate) => candidate.url);
    const strongest = (candidates: readonly WebhookCandidate[]): WebhookCandidate =>
      candidates[0] ?? expect.fail('a provider has a proof');

    const status = (change: Partial<CommitStatus> = {}): CommitStatus => ({
      state: 'success',
      context: 'ocore/Staging',
      description: 'Deployed to Staging.',
      targetUrl: 'https://ocore.example/deployments/1',
      branch: 'main',
      ...change,
    });

    /** Every call of the interface that has an answer to read. */
    const calls = (by: GitProvider = provider): Readonly<Record<string, () => Promise<unknown>>> => ({
      verifyAccess: () => by.verifyAccess(),
      'findRepository by name': () => by.findRepository({ fullName: repository.fullName }),
      'findRepository by id': () => by.findRepository({ id: repository.id }),
      ensureDeployKey: () => by.ensureDeployKey(repository, key('every')),
      removeDeployKey: () => by.removeDeployKey(repository, { title: 'ocore every', publicKey: null }),
      ensureWebhook: () => by.ensureWebhook(repository, generation()),
      removeWebhook: () => by.removeWebhook(repository, urls(generation())),
      setCommitStatus: () => by.setCommitStatus(repository, commit, status()),
      compareCommits: () => by.compareCommits(repository, base, commit),
      mergedInto: () => by.mergedInto(repository, commit, 'main'),
      lastMerged: () => by.lastMerged(repository, 'main'),
      holdsCommit: () => by.holdsCommit(repository, commit, base),
      ...(standIn.traits.redelivers ? { redeliverFailed: () => by.redeliverFailed(repository, ['x'], longAgo) } : {}),
    });

    /** Exactly one active hook of these, proved with what it shall be proved with. */
    const expectOneHook = (candidates: readonly WebhookCandidate[]): void => {
      const ours = standIn.hooks().filter((hook) => urls(candidates).includes(hook.url));
      const { proof, url, secret } = strongest(candidates);
      expect(ours).toEqual([{ id: expect.any(String), active: true, proof, url, secret }]);
    };

    beforeAll(async () => {
      standIn = await startStandIn();
    });
    afterAll(async () => {
      await standIn.stop();
    });
    beforeEach(async () => {
      standIn.reset();
      provider = standIn.connect('good');
      const found = await provider.findRepository({ fullName: 'acme/odoo-custom' });
      repository = found ?? expect.fail('the stand-in has a repository');
    });

    const testCalls = (): void => {
      describe('access', () => {
        test('a good credential is told by the name of its holder', async () => {
          const { login, expiresAt } = await provider.verifyAccess();

          expect(login).not.toBe('');
          if (expiresAt !== null) expect(new Date(expiresAt).toJSON()).not.toBeNull();
        });

        test('a wrong credential is rejected by every call', async () => {
          for (const call of Object.values(calls(standIn.connect('wrong')))) {
            await expectThrown(call(), 'provider_credential_rejected');
          }
        });

        test('a credential that may not change keys is told what it needs', async () => {
          const weak = standIn.connect('weak');
          standIn.addKey(key('old'), 'here');

          const ensured = await expectThrown(
            weak.ensureDeployKey(repository, key('weak')),
            'provider_credential_rejected',
          );
          const removed = await expectThrown(
            weak.removeDeployKey(repository, { title: 'ocore old', publicKey: null }),
            'provider_credential_rejected',
          );

          expect(ensured.message).toMatch(standIn.traits.needs.keys);
          expect(removed.message).toMatch(standIn.traits.needs.keys);
        });

        test('a credential that may not change hooks is told what it needs', async () => {
          const weak = standIn.connect('weak');
          const candidates = generation();
          standIn.addHook({ ...strongest(candidates), active: true });

          const ensured = await expectThrown(
            weak.ensureWebhook(repository, candidates),
            'provider_credential_rejected',
          );
          const removed = await expectThrown(
            weak.removeWebhook(repository, urls(candidates)),
            'provider_credential_rejected',
          );

          expect(ensured.message).toMatch(standIn.traits.needs.hooks);
          expect(removed.message).toMatch(standIn.traits.needs.hooks);
        });

        test('a credential that may not set statuses is told what it needs', async () => {
          const refused = await expectThrown(
            standIn.connect('weak').setCommitStatus(repository, commit, status()),
            'provider_credential_rejected',
          );

          expect(refused.message).toMatch(standIn.traits.needs.statuses);
        });
      });

      describe('the repository', () => {
        test('is found by its full name', () => {
          expect(repository).toEqual({ ...standIn.repository(), defaultBranch: 'main' });
        });

        test('is found by its id', async () => {
          expect(await provider.findRepository({ id: repository.id })).toEqual(repository);
        });

        test('is found by its id after a rename, under its new name', async () => {
          standIn.rename('acme-gmbh/odoo');

          const found = await provider.findRepository({ id: repository.id });

          expect(found).toEqual({ ...repository, fullName: 'acme-gmbh/odoo' });
        });

        test('of a name that nobody has is null', async () => {
          expect(await provider.findRepository({ fullName: 'acme/other' })).toBeNull();
        });

        test('that is gone or hidden is null', async () => {
          standIn.hide();

          expect(await provider.findRepository({ fullName: repository.fullName })).toBeNull();
          expect(await provider.findRepository({ id: repository.id })).toBeNull();
        });

        test('that was renamed takes a key, a hook and a status by its new name', async () => {
          const candidates = generation();
          standIn.rename('acme-gmbh/odoo');
          const found = await provider.findRepository({ id: repository.id });
          const current = found ?? expect.fail('the repository follows its id');

          await provider.ensureDeployKey(current, key('moved'));
          await provider.ensureWebhook(current, candidates);
          await provider.setCommitStatus(current, commit, status());

          expect(standIn.keys()).toHaveLength(1);
          expectOneHook(candidates);
          expect(standIn.statuses(commit)).toHaveLength(1);
        });

        test('that was renamed takes and gives back a key and a hook by the name of the past', async () => {
          const [wanted, candidates] = [key('past'), generation()];
          standIn.rename('acme-gmbh/odoo');

          await provider.ensureDeployKey(repository, wanted);
          await provider.ensureWebhook(repository, candidates);

          expect(standIn.keys()).toHaveLength(1);
          expectOneHook(candidates);
          expect(await provider.removeDeployKey(repository, wanted)).toBe(true);
          expect(await provider.removeWebhook(repository, urls(candidates))).toBe(true);
          expect([standIn.keys(), standIn.hooks()]).toEqual([[], []]);
        });

        test('that is gone or hidden has nothing to remove', async () => {
          standIn.hide();

          expect(await provider.removeDeployKey(repository, { title: 'ocore gone', publicKey: null })).toBe(false);
          expect(await provider.removeWebhook(repository, urls(generation()))).toBe(false);
        });

        test('that is gone or hidden takes neither a key nor a hook, and the credential is named as the likely cause', async () => {
          standIn.hide();

          await expectThrown(provider.ensureDeployKey(repository, key('gone')), 'provider_credential_rejected');
          await expectThrown(provider.ensureWebhook(repository, generation()), 'provider_credential_rejected');
        });
      });

      describe('what the provider refuses for good', () => {
        test.each([
          ['keys', () => provider.ensureDeployKey(repository, key('refused'))],
          ['hooks', () => provider.ensureWebhook(repository, generation())],
        ] as const)(
          'of %s is told in its own words, says no time to try again, and leaves nothing',
          async (what, add) => {
            const words = standIn.refuse(what);

            const refused = await expectThrown(add(), 'provider_failed');

            expect(refused.message).toContain(words);
            expect(refused.retryAfterSeconds).toBeNull();
            expect([...standIn.keys(), ...standIn.hooks()]).toEqual([]);
          },
        );
      });

      describe('the deploy key', () => {
        test('is added with read access only', async () => {
          const wanted = key('one');

          await provider.ensureDeployKey(repository, wanted);

          expect(standIn.keys()).toEqual([{ title: wanted.title, publicKey: expect.any(String), readOnly: true }]);
          expect(blob(standIn.keys()[0]?.publicKey ?? '')).toBe(blob(wanted.publicKey));
        });

        test('is there once, however often it is ensured', async () => {
          const wanted = key('twice');

          await provider.ensureDeployKey(repository, wanted);
          await provider.ensureDeployKey(repository, wanted);

          expect(standIn.keys()).toHaveLength(1);
        });

        test('is adopted where a person has added it under another title', async () => {
          const wanted = key('pasted');
          standIn.addKey({ title: 'my key', publicKey: blob(wanted.publicKey) }, 'here');

          await provider.ensureDeployKey(repository, wanted);

          expect(standIn.keys()).toHaveLength(1);
        });

        test('that a person has added with write access can only read afterwards', async () => {
          const wanted = key('writing');
          standIn.addKey({ title: 'my key', publicKey: blob(wanted.publicKey), readOnly: false }, 'here');

          await provider.ensureDeployKey(repository, wanted);

          expect(standIn.keys()).toMatchObject([{ readOnly: true }]);
          expect(blob(standIn.keys()[0]?.publicKey ?? '')).toBe(blob(wanted.publicKey));
        });

        test('is added beside other keys, far more than a page of them', async () => {
          for (let index = 0; index < 230; index += 1) standIn.addKey(key(`other${index}`), 'here');
          const wanted = key('last');

          await provider.ensureDeployKey(repository, wanted);
          await provider.ensureDeployKey(repository, wanted);

          expect(standIn.keys()).toHaveLength(231);
        });

        test('that opens another repository is told apart, with what to do', async () => {
          const wanted = key('elsewhere');
          standIn.addKey(wanted, 'elsewhere');

          if (standIn.traits.sharesKeys) {
            await provider.ensureDeployKey(repository, wanted);
            expect(standIn.keys()).toHaveLength(1);
            return;
          }
          const problem = await expectThrown(provider.ensureDeployKey(repository, wanted), 'deploy_key_in_use');
          expect(problem.message).toMatch(/Regenerate the key/);
          expect(standIn.keys()).toEqual([]);
        });

        test('is removed by its title', async () => {
          standIn.addKey(key('stays'), 'here');
          await provider.ensureDeployKey(repository, key('goes'));

          const removed = await provider.removeDeployKey(repository, { title: 'ocore goes', publicKey: null });

          expect(removed).toBe(true);
          expect(standIn.keys().map(({ title }) => title)).toEqual(['ocore stays']);
        });

        test('is removed by its public key, whatever its title and comment are', async () => {
          const wanted = key('blob');
          standIn.addKey(key('stays'), 'here');
          standIn.addKey({ title: 'my key', publicKey: blob(wanted.publicKey) }, 'here');

          const removed = await provider.removeDeployKey(repository, wanted);

          expect(removed).toBe(true);
          expect(standIn.keys().map(({ title }) => title)).toEqual(['ocore stays']);
        });

        test('is removed from the last of many pages', async () => {
          for (let index = 0; index < 230; index += 1) standIn.addKey(key(`other${index}`), 'here');
          standIn.addKey(key('last'), 'here');
          standIn.addKey(key('after'), 'here');

          expect(await provider.removeDeployKey(repository, { title: 'ocore last', publicKey: null })).toBe(true);
          expect(standIn.keys()).toHaveLength(231);
        });

        test('that is gone is removed without complaint', async () => {
          const wanted = key('again');
          await provider.ensureDeployKey(repository, wanted);

          await provider.removeDeployKey(repository, wanted);

          expect(await provider.removeDeployKey(repository, wanted)).toBe(false);
        });
      });

      describe('the webhook', () => {
        test('is made active with the strongest proof that the provider has', async () => {
          const candidates = generation();

          const made = await provider.ensureWebhook(repository, candidates);

          expect(made).toEqual({ webhookId: standIn.hooks()[0]?.id, proof: strongest(candidates).proof });
          expectOneHook(candidates);
        });

        test('uses the first candidate that the provider supports', async () => {
          const all = ['signing-token', 'plain-token', 'body-hmac'] as const;
          const candidates = all.map((proof) => ({
            proof,
            url: `https://ocore.example/api/webhooks/first/${proof}`,
            secret: Buffer.from(proof.padEnd(32, '.')).toString('base64url'),
          }));
          const first = all.find((proof) => standIn.traits.proofs.includes(proof));

          const made = await provider.ensureWebhook(repository, candidates);

          expect(made.proof).toBe(first);
          expect(standIn.hooks()).toMatchObject([{ url: `https://ocore.example/api/webhooks/first/${first}` }]);
        });

        test('ensured twice is one active hook with the newest secret', async () => {
          const candidates = generation();
          await provider.ensureWebhook(repository, candidates);

          const { webhookId } = await provider.ensureWebhook(repository, renewed(candidates));

          expectOneHook(renewed(candidates));
          expect(standIn.hooks()[0]?.id).toBe(webhookId);
        });

        test('that a person has made with our URL is adopted, with our secret', async () => {
          const candidates = generation();
          standIn.addHook({ url: strongest(candidates).url, secret: 'typed by hand', active: true });

          await provider.ensureWebhook(repository, candidates);

          expectOneHook(candidates);
          expect(standIn.hooks()).toHaveLength(1);
        });

        test('that has no secret at all gets ours', async () => {
          const candidates = generation();
          standIn.addHook({ url: strongest(candidates).url, secret: '', active: true });

          await provider.ensureWebhook(repository, candidates);

          expectOneHook(candidates);
        });

        test('is one where there were several with a URL of the candidates', async () => {
          const candidates = generation();
          for (const candidate of [...candidates, ...candidates]) standIn.addHook({ ...candidate, active: true });

          await provider.ensureWebhook(repository, candidates);

          expectOneHook(candidates);
        });

        test('that was switched off is active again', async () => {
          const candidates = generation();
          standIn.addHook({ ...strongest(candidates), active: false });

          await provider.ensureWebhook(repository, candidates);

          expectOneHook(candidates);
        });

        test('leaves the hooks of others and of other generations alone', async () => {
          const [older, newer] = [generation(), generation()];
          await provider.ensureWebhook(repository, older);
          standIn.addHook({ url: 'https://ci.acme.example/hook', secret: 'theirs', active: false });

          await provider.ensureWebhook(repository, newer);

          expectOneHook(older);
          expectOneHook(newer);
          expect(standIn.hooks()).toHaveLength(3);
          expect(standIn.hooks()).toContainEqual(
            expect.objectContaining({ url: 'https://ci.acme.example/hook', secret: 'theirs', active: false }),
          );
        });

        test('is found behind many pages of hooks', async () => {
          const candidates = generation();
          for (let index = 0; index < 230; index += 1) {
            standIn.addHook({ url: `https://ci.acme.example/${index}`, secret: 'theirs', active: true });
          }
          standIn.addHook({ ...strongest(candidates), active: true });

          await provider.ensureWebhook(repository, candidates);

          expectOneHook(candidates);
          expect(standIn.hooks()).toHaveLength(231);
        });

        test('is removed with its surplus, and the hooks of others stay', async () => {
          const candidates = generation();
          standIn.addHook({ url: 'https://ci.acme.example/hook', secret: 'theirs', active: true });
          for (const candidate of [...candidates, ...candidates]) standIn.addHook({ ...candidate, active: true });

          expect(await provider.removeWebhook(repository, urls(candidates))).toBe(true);
          expect(standIn.hooks().map(({ url }) => url)).toEqual(['https://ci.acme.example/hook']);
        });

        test('that is gone is removed without complaint', async () => {
          const candidates = generation();
          await provider.ensureWebhook(repository, candidates);
          await provider.removeWebhook(repository, urls(candidates));

          expect(await provider.removeWebhook(repository, urls(candidates))).toBe(false);
        });
      });

      describe('a commit status', () => {
        test.each(states)('%s is set in the words of the provider', async (state) => {
          await provider.setCommitStatus(repository, commit, status({ state }));

          expect(standIn.statuses(commit)).toEqual([
            {
              state: standIn.traits.states[state],
              context: 'ocore/Staging',
              description: 'Deployed to Staging.',
              targetUrl: 'https://ocore.example/deployments/1',
            },
          ]);
        });

        test('may be repeated', async () => {
          for (const state of ['pending', 'pending', 'running', 'running', 'success', 'success'] as const) {
            await provider.setCommitStatus(repository, commit, status({ state }));
          }

          expect(standIn.statuses(commit).at(-1)?.state).toBe(standIn.traits.states.success);
        });

        test('without a branch is set too', async () => {
          await provider.setCommitStatus(repository, commit, status({ branch: null }));

          expect(standIn.statuses(commit)).toHaveLength(1);
        });

        test('is cut to what the provider takes, never through a character', async () => {
          const max = standIn.traits.descriptionCharacters;
          const description = `${'x'.repeat(max - 1)}😀${'y'.repeat(max)}`;

          await provider.setCommitStatus(repository, commit, status({ description }));

          const [seen] = standIn.statuses(commit);
          expect(seen?.description.length).toBeLessThanOrEqual(max);
          expect(seen?.description.isWellFormed()).toBe(true);
          expect(seen?.description).not.toContain('\u{fffd}');
          expect(seen?.description.startsWith('x'.repeat(max - 10))).toBe(true);
        });

        test('of two long contexts stays two statuses', async () => {
          const long = `ocore/${'Acceptance '.repeat(8)}`;

          await provider.setCommitStatus(repository, commit, status({ context: `${long}one` }));
          await provider.setCommitStatus(repository, commit, status({ context: `${long}two` }));

          expect(standIn.statuses(commit)).toHaveLength(2);
        });

        test('of a context that is longer than the provider takes is set', async () => {
          await provider.setCommitStatus(repository, commit, status({ context: `ocore/${'x'.repeat(400)}` }));

          const [seen] = standIn.statuses(commit);
          expect(seen?.context.length).toBeLessThanOrEqual(standIn.traits.contextCharacters);
          expect(seen?.context.startsWith('ocore/xxx')).toBe(true);
        });
      });

      describe('a comparison', () => {
        test('lists every file, renamed ones under both names', async () => {
          standIn.setComparison(base, commit, [
            { path: 'addons/sale/models/order.py' },
            { path: 'README.md' },
            { path: 'addons/sale/views/über uns.xml', previousPath: 'addons/sale/views/about.xml' },
          ]);

          const files = await provider.compareCommits(repository, base, commit);

          expect([...(files ?? [])].sort()).toEqual([
            'README.md',
            'addons/sale/models/order.py',
            'addons/sale/views/about.xml',
            'addons/sale/views/über uns.xml',
          ]);
        });

        test('of equal trees lists nothing', async () => {
          standIn.setComparison(base, commit, []);

          expect(await provider.compareCommits(repository, base, commit)).toEqual([]);
        });

        test('that the provider cuts short is null, never a part', async () => {
          standIn.setComparison(base, commit, 'incomplete');

          expect(await provider.compareCommits(repository, base, commit)).toBeNull();
        });

        test('of a commit that the provider does not know is null', async () => {
          expect(await provider.compareCommits(repository, 'f'.repeat(40), commit)).toBeNull();
        });
      });

      describe('a merge', () => {
        const merged = {
          number: 7,
          branch: 'main',
          state: 'merged',
          commitSha: commit,
          reviewed: base,
          mergedAt: '2026-11-25T12:00:00.000Z',
        } as const;
        const mergedInto = (sha = commit, branch = 'main') => provider.mergedInto(repository, sha, branch);

        test('of a pull request is confirmed with its number, and its time where it is told', async () => {
          standIn.addPullRequest(merged);

          const mergedAt = standIn.traits.tellsMergeTime ? merged.mergedAt : null;
          expect(await mergedInto()).toEqual({ number: 7, mergedAt });
        });

        test('is found among other requests', async () => {
          standIn.addPullRequest({ ...merged, number: 5, state: 'open', commitSha: 'c'.repeat(40) });
          standIn.addPullRequest({ ...merged, number: 6, reviewed: 'd'.repeat(40), commitSha: 'd'.repeat(40) });
          standIn.addPullRequest(merged);
          standIn.addPullRequest({
            ...merged,
            number: 8,
            branch: 'staging',
            commitSha: 'b'.repeat(40),
            reviewed: commit,
          });

          expect((await mergedInto())?.number).toBe(7);
        });

        test('of a commit that was pushed is none', async () => {
          expect(await mergedInto()).toBeNull();
        });

        test.each(['open', 'closed'] as const)('of a request that is %s is none', async (state) => {
          standIn.addPullRequest({ ...merged, state });

          expect(await mergedInto()).toBeNull();
          expect(await mergedInto(base)).toBeNull();
        });

        test('into another branch is none', async () => {
          standIn.addPullRequest({ ...merged, branch: 'staging' });

          expect(await mergedInto()).toBeNull();
        });

        test('of a commit that a merged request holds, but that its merge did not make, is none', async () => {
          standIn.addPullRequest(merged);

          expect(await mergedInto(base)).toBeNull();
        });

        test('of a commit that the provider does not know is none', async () => {
          expect(await mergedInto('f'.repeat(64))).toBeNull();
        });

        test('into a branch with an unusual name is asked for by just this name', async () => {
          const branch = "release/18.0&früh/a%2f#=+';";
          standIn.addPullRequest({ ...merged, branch });

          expect((await mergedInto(commit, branch))?.number).toBe(7);
        });

        test('in a repository that is gone or hidden names the credential as the likely cause', async () => {
          standIn.hide();

          await expectThrown(mergedInto(), 'provider_credential_rejected');
        });
      });

      describe('the requests merged last', () => {
        const shaOf = (number: number): string => String(number).padStart(40, 'a');
        const request = (number: number, state: 'open' | 'merged' | 'closed' = 'merged', branch = 'main') => ({
          number,
          branch,
          state,
          commitSha: shaOf(number),
          reviewed: shaOf(number + 1000),
          mergedAt: new Date(Date.UTC(2026, 10, 25, 12, number)).toISOString(),
        });

        test('are told with their commits and, where the provider tells them, times', async () => {
          for (const number of [10, 11, 12]) standIn.addPullRequest(request(number));

          const told = await provider.lastMerged(repository, 'main');

          expect(told.map(({ number }) => number)).toEqual([12, 11, 10]);
          for (const { number, commitSha, mergedAt } of told) {
            expect(shaOf(number).startsWith(commitSha)).toBe(true);
            expect(commitSha.length).toBeGreaterThanOrEqual(12);
            expect(mergedAt).toBe(standIn.traits.tellsMergeTime ? request(number).mergedAt : null);
          }
        });

        test('are none that are open, closed unmerged, or merged into another branch', async () => {
          standIn.addPullRequest(request(10, 'open'));
          standIn.addPullRequest(request(11, 'closed'));
          standIn.addPullRequest(request(12, 'merged', 'staging'));

          expect(await provider.lastMerged(repository, 'main')).toEqual([]);
        });

        test('are fifty at most, and those that were merged last', async () => {
          for (let number = 1; number <= 60; number += 1) standIn.addPullRequest(request(number));

          const told = await provider.lastMerged(repository, 'main');

          expect(told.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, index) => 60 - index));
        });
      });

      describe('the history of a commit', () => {
        test('holds the commit itself and what leads to it, by 12 digits too', async () => {
          standIn.holds = (one, other) => commit.startsWith(one) && base.startsWith(other);

          expect(await provider.holdsCommit(repository, commit, commit)).toBe(true);
          expect(await provider.holdsCommit(repository, commit, base)).toBe(true);
          expect(await provider.holdsCommit(repository, commit.slice(0, 12), base.slice(0, 12))).toBe(true);
        });

        test('holds no later one, and none that the provider does not know', async () => {
          standIn.holds = (one, other) => one === commit && other === base;

          expect(await provider.holdsCommit(repository, base, commit)).toBe(false);
          expect(await provider.holdsCommit(repository, commit, 'f'.repeat(40))).toBe(false);
        });
      });

      describe('a failed delivery', () => {
        test('is asked for once more where the provider can, and otherwise the answer is null', async () => {
          const candidates = generation();
          const { webhookId } = await provider.ensureWebhook(repository, candidates);
          standIn.failDelivery(webhookId);

          const asked = await provider.redeliverFailed(repository, urls(candidates), longAgo);

          expect(asked).toBe(standIn.traits.redelivers ? 1 : null);
        });
      });
    };

    const testFaults = (): void => {
      describe('a provider at fault', () => {
        test.each([500, 502, 503, 504, 'drop'] as const)('that answers %s fails every call', async (fault) => {
          standIn.break(fault);

          for (const call of Object.values(calls())) await expectThrown(call(), 'provider_failed');
        });

        test.each([408, 409, 423, 425, 500, 503])('that answers %i may be tried again', async (answered) => {
          standIn.break(answered);

          const problem = await expectThrown(provider.setCommitStatus(repository, commit, status()), 'provider_failed');

          expect(problem.retryAfterSeconds).toBe(30);
          expect(problem.message).toMatch(/Try again in a moment\.$/);
        });

        test.each([400, 405, 410, 422, 451])('that answers %i says the same the next time', async (answered) => {
          standIn.break(answered);

          const problem = await expectThrown(provider.setCommitStatus(repository, commit, status()), 'provider_failed');

          expect(problem.retryAfterSeconds).toBeNull();
          expect(problem.message).not.toMatch(/try again/i);
        });

        test('that does not answer in time fails the call', async () => {
          const impatient = standIn.connect('good', 100);
          standIn.break('hang');

          await expectThrown(impatient.verifyAccess(), 'provider_failed');
        });

        test.each(Object.keys(nonsense))('that answers with %s fails every call', async (kind) => {
          standIn.break(nonsense[kind] ?? 500);

          for (const [called, call] of Object.entries(calls())) {
            // A status has nothing to read: an object that we do not know is as good as one that we know.
            if (called === 'setCommitStatus' && kind === 'another object') continue;
            await expectThrown(call(), 'provider_failed');
          }
        });

        test('that limits requests is told apart by every call, with the seconds to wait', async () => {
          await clockStopped(async () => {
            standIn.rateLimit(47);

            for (const call of Object.values(calls())) {
              const problem = await expectThrown(call(), 'provider_rate_limited');
              expect(problem.retryAfterSeconds).toBeGreaterThanOrEqual(46);
              expect(problem.retryAfterSeconds).toBeLessThanOrEqual(48);
            }
          });
        });

        test.each([301, 302, 303, 307, 308])(
          'that redirects to another host (%i) is not followed there',
          async (status) => {
            const elsewhere = await StandInServer.start(() => ({ status: 200, body: {} }));
            const foreign = `${elsewhere.url}/api/v4/projects/1`;
            const localhost = foreign.replace('127.0.0.1', 'localhost');

            for (const location of [foreign, localhost, `//${new URL(foreign).host}/x`]) {
              standIn.break({ status, headers: { location }, body: { message: 'Moved' } });
              for (const call of Object.values(calls())) await expectThrown(call(), 'provider_failed');
            }

            expect(elsewhere.requests).toEqual([]);
            await elsewhere.stop();
          },
        );
      });

      describe('after a crash', () => {
        const faults: readonly Fault[] = [503, 'drop', 'lose'];

        /** Cuts a call short at every request that it makes, and repeats it whole. */
        const atEveryRequest = async (
          fault: Fault,
          prepare: () => void,
          call: () => Promise<unknown>,
          check: () => void,
        ): Promise<void> => {
          for (let cut = 0, done = false; !done; cut += 1) {
            expect(cut).toBeLessThan(30);
            standIn.reset();
            prepare();
            standIn.break(fault, cut);
            done = await call().then(
              () => true,
              () => false,
            );
            standIn.repair();
            await call();
            check();
          }
        };

        test.each(faults)('(%s) at any request a repeated ensureDeployKey leaves one key', async (fault) => {
          const wanted = key('crash');

          await atEveryRequest(
            fault,
            () => undefined,
            () => provider.ensureDeployKey(repository, wanted),
            () => expect(standIn.keys()).toHaveLength(1),
          );
        });

        test.each(faults)('(%s) at any request a repeated removeDeployKey leaves no key', async (fault) => {
          const wanted = key('crash');

          await atEveryRequest(
            fault,
            () => {
              standIn.addKey(wanted, 'here');
            },
            () => provider.removeDeployKey(repository, wanted),
            () => expect(standIn.keys()).toEqual([]),
          );
        });

        test.each(faults)('(%s) at any request a repeated ensureWebhook leaves one hook', async (fault) => {
          const candidates = generation();

          await atEveryRequest(
            fault,
            () => undefined,
            () => provider.ensureWebhook(repository, candidates),
            () => expectOneHook(candidates),
          );
        });

        test.each(faults)('(%s) at any request a repeated ensureWebhook leaves one of three hooks', async (fault) => {
          const candidates = generation();

          await atEveryRequest(
            fault,
            () => {
              standIn.addHook({ url: strongest(candidates).url, secret: 'older', active: false });
              for (const candidate of candidates) standIn.addHook({ ...candidate, secret: 'oldest', active: true });
              standIn.addHook({ url: strongest(candidates).url, secret: 'old', active: true });
            },
            () => provider.ensureWebhook(repository, candidates),
            () => expectOneHook(candidates),
          );
        });

        test.each(faults)('(%s) at any request a repeated removeWebhook leaves no hook', async (fault) => {
          const candidates = generation();

          await atEveryRequest(
            fault,
            () => {
              for (const candidate of candidates) standIn.addHook({ ...candidate, active: true });
            },
            () => provider.removeWebhook(repository, urls(candidates)),
            () => expect(standIn.hooks()).toEqual([]),
          );
        });
      });

      describe('secrets', () => {
        test('are in no error, whatever goes wrong and whatever the provider quotes', async () => {
          const faults: readonly Fault[] = [400, 401, 403, 404, 409, 422, 429, 500, 'drop', 'lose', 'echo'];
          for (const fault of [...faults, ...Object.values(nonsense)]) {
            const candidates = generation();
            const made = key('canary');
            standIn.break(fault);

            for (const call of [
              ...Object.values(calls()),
              () => provider.ensureWebhook(repository, candidates),
              () => provider.ensureDeployKey(repository, made),
            ]) {
              const error = await call().then(
                () => null,
                (reason: unknown) => reason,
              );
              const shown = `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)}`;
              for (const canary of [...standIn.canaries, ...candidates.map(({ secret }) => secret)]) {
                expect(shown).not.toContain(canary);
              }
            }
            standIn.repair();
          }
        });

        test('are in no error where only the change of a hook is refused with a quote', async () => {
          for (let after = 1; after < 4; after += 1) {
            const candidates = generation();
            standIn.addHook({ ...strongest(candidates), active: true });
            standIn.break('echo', after);

            const error = await provider.ensureWebhook(repository, candidates).then(
              () => null,
              (reason: unknown) => reason,
            );

            const shown = inspect(error, { depth: 20, showHidden: true });
            for (const secret of [...standIn.canaries, ...candidates.map((candidate) => candidate.secret)]) {
              expect(shown).not.toContain(secret);
            }
            standIn.repair();
          }
        });

        test('the credential goes with every request, in a header and nowhere else', async () => {
          for (const call of Object.values(calls())) await call();

          const requests = standIn.requests();
          expect(requests.length).toBeGreaterThan(8);
          for (const request of requests) {
            expect(request.headers.authorization).not.toBeUndefined();
            for (const canary of standIn.canaries) {
              expect(`${request.path}?${request.query} ${request.body}`).not.toContain(canary);
            }
          }
        });
      });
    };

    if (extent !== 'faults') testCalls();
    if (extent !== 'calls') testFaults();
  });
};
