import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '#shared/contract/problem.ts';
import { guardedFetch } from '#shared/network/guarded-fetch.ts';
import type { GitProvider } from '#shared/providers/client/git-provider.ts';
import type { ProviderCredential } from '#shared/providers/client/provider-credential.ts';
import { githubProvider } from '#shared/providers/github/provider.ts';
import { GithubStandIn } from './github-stand-in.ts';

type AppCredential = Extract<ProviderCredential, { kind: 'app' }>;

const thrown = async (call: Promise<unknown>): Promise<Problem> => {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Problem)) expect.fail(`no Problem, but ${inspect(error)}`);
  return error;
};

describe('a GitHub App', () => {
  let standIn: GithubStandIn;
  let good: AppCredential;

  const connect = (change: Partial<AppCredential>, at = standIn): GitProvider =>
    githubProvider({
      apiUrl: at.apiUrl,
      credential: { ...good, ...change },
      fetch: guardedFetch({ baseUrl: at.apiUrl, allowLoopback: true }),
    });

  beforeAll(async () => {
    standIn = await GithubStandIn.start('app');
    const credential = standIn.service.accounts.credential('app', 'good');
    good = credential.kind === 'app' ? credential : expect.fail('it is an App');
  });
  afterAll(() => standIn.stop());
  beforeEach(() => standIn.reset());

  test('is told by its name', async () => {
    expect(await connect({}).verifyAccess()).toEqual({ login: 'ocore[bot]', expiresAt: null });
  });

  test('acts with one token for all its calls, of whatever length and form', async () => {
    const github = connect({});

    await github.findRepository({ fullName: 'acme/odoo-custom' });
    await github.findRepository({ fullName: 'acme/odoo-custom' });

    const [minted, ...calls] = standIn.requests();
    const [first = '', ...others] = calls.map(({ headers }) => headers.authorization);
    expect(minted?.path).toMatch(/\/app\/installations\/4711\/access_tokens$/);
    expect(first.length).toBeGreaterThan(520);
    expect(first).toMatch(/ ghs_99_[\w-]+\.[\w-]+\.\w+$/);
    expect(others).toEqual([first]);
  });

  test('asks again for a token that it did not get', async () => {
    const github = connect({});
    standIn.break(503);
    await thrown(github.findRepository({ fullName: 'acme/odoo-custom' }));
    standIn.repair();

    expect(await github.findRepository({ fullName: 'acme/odoo-custom' })).not.toBeNull();
  });

  test.each([
    ['an App that is not', { appId: '98' }, 404],
    ['an installation that is not', { installationId: '1' }, 404],
  ])('of %s is rejected with what it needs', async (_, change, status) => {
    const problem = await thrown(connect(change).verifyAccess());

    expect(problem.code).toBe('provider_credential_rejected');
    expect(problem.message).toContain(`answered ${status}`);
    expect(problem.message).toContain('It needs the id of a GitHub App, one of its private keys');
  });

  test('of an installation id that is no number is not asked for', async () => {
    for (const installationId of ['', '..', '4711/../1', 'acme']) {
      expect((await thrown(connect({ installationId }).verifyAccess())).message).toContain('is not a number');
    }
    expect(standIn.requests()).toEqual([]);
  });

  test('with a key that cannot be read says what to paste, and quotes nothing of it', async () => {
    const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const privateKey of ['canary-that-is-no-key', good.privateKey.slice(0, 300), ed25519]) {
      const problem = await thrown(connect({ privateKey }).verifyAccess());

      expect(problem.code).toBe('provider_credential_rejected');
      expect(problem.message).toContain('Paste the whole PEM file');
      expect(problem.cause).toBeInstanceOf(Error);
      expect(inspect(problem, { depth: 20 })).not.toContain(privateKey.slice(40, 60) || privateKey);
    }
    expect(standIn.requests()).toEqual([]);
  });

  test.each(['access_tokens', 'odoo-custom'])('is quoted with no part of its tokens by a refusal of %s', async (at) => {
    const token = 'tokenOfAFormThatNobodyKnowsYet';
    let quoted = '';
    const github = githubProvider({
      apiUrl: 'https://api.github.com',
      credential: good,
      fetch: async (url, init) => {
        if (!String(url).endsWith(at)) return Response.json({ token });
        quoted = new Headers(init?.headers).get('authorization')?.split(' ')[1]?.slice(0, 20) ?? '';
        return Response.json({ message: `${quoted} was refused` }, { status: 403 });
      },
    });

    const problem = await thrown(github.findRepository({ fullName: 'acme/odoo-custom' }));

    expect(quoted).toHaveLength(20);
    expect(inspect(problem, { depth: 20 })).not.toContain(quoted);
  });

  test('of another organisation that names the same installation at the same time gets no token of ours', async () => {
    const foreign = await GithubStandIn.start('app');

    const [ours, theirs] = await Promise.allSettled([
      connect({}).findRepository({ fullName: 'acme/odoo-custom' }),
      connect({}, foreign).findRepository({ fullName: 'acme/odoo-custom' }),
    ]);

    expect(ours.status).toBe('fulfilled');
    expect(theirs.status).toBe('rejected');
    expect(foreign.requests().map(({ headers }) => headers.authorization)).not.toContainEqual(
      expect.stringContaining('ghs_'),
    );
    await foreign.stop();
  });
});
