import { expect, it } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import { compareFiles } from '#shared/workflows/reconcile/compare-files.ts';
import { commit, repositoryRecord } from '#test/fixtures/records.ts';

const [base, head] = [commit(1), commit(2)];
const repository = repositoryRecord({ provider: 'gitlab', host: 'gitlab.com' });
const there = { id: '7', fullName: 'acme/odoo-custom', defaultBranch: 'main' };
const provider = (over: Partial<GitProvider>): GitProvider =>
  ({ findRepository: async () => there, compareCommits: async () => ['a.py'], ...over }) as unknown as GitProvider;
const never = () => new Promise<never>(() => undefined);
const failing = (error: Error) => async (): Promise<never> => {
  throw error;
};

it('tells the files that differ', async () => {
  expect(await compareFiles(provider({}), repository, base, head)).toEqual({ base, head, files: ['a.py'], why: null });
});

it.each<[string, GitProvider | null, RegExp]>([
  ['there is no credential', null, /no credential for gitlab\.com/],
  ['the repository is hidden', provider({ findRepository: async () => null }), /does not show the repository/],
  ['the list is not whole', provider({ compareCommits: async () => null }), /did not list all files .* 0000000/],
  [
    'the provider refuses',
    provider({ compareCommits: failing(new Problem('provider_failed', 'It is down.')) }),
    /down/,
  ],
  ['the call breaks', provider({ compareCommits: failing(new TypeError('x')) }), /the comparison failed/],
  ['the provider does not answer', provider({ compareCommits: never }), /did not answer within 0\.02 seconds/],
])('tells why it knows no files where %s', async (_why, client, reason) => {
  const compared = await compareFiles(client, repository, base, head, 20);

  expect(compared).toEqual({ base, head, files: null, why: expect.stringMatching(reason) });
});
