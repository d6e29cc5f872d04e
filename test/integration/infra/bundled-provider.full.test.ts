import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleInto } from '#infra/bundle.ts';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import { GithubStandIn } from '#test/integration/providers/github-stand-in.ts';
import { root, runCommand } from '#test/run-command.ts';

// The bundle lies outside of the checkout, as in a Lambda: what is not in it is nowhere. That of the refs over SSH has its
// test in ../git/ssh-bundle.test.ts.
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-bundle-'));
  const contents = `
    export { githubProvider } from './shared/providers/github/provider.ts';
    export { guardedFetch } from './shared/network/guarded-fetch.ts';`;
  await bundleInto(folder, { stdin: { contents, resolveDir: root, loader: 'ts' } });
});
afterAll(() => rmSync(folder, { recursive: true }));

const key = { title: 'ocore dky_1', publicKey: generateDeployKey('ocore prj_1').publicKey };
const candidate = {
  proof: 'body-hmac',
  url: 'https://ocore.acme.example/api/webhooks/github/1',
  secret: 's'.repeat(43),
};
const status = {
  state: 'success',
  context: 'ocore/Staging',
  description: 'Deployed',
  targetUrl: 'https://ocore.acme.example',
  branch: 'staging',
};
const commit = 'c'.repeat(40);

/** Runs lines of a program in the bundle, with `provider` and `repository` at hand. @returns what it tells */
const runBundled = async (standIn: GithubStandIn, kind: 'token' | 'app', lines: string): Promise<unknown> => {
  const { apiUrl } = standIn;
  const access = { apiUrl, credential: standIn.service.accounts.credential(kind, 'good') };
  const script = join(folder, 'run.js');
  writeFileSync(
    script,
    `const { githubProvider, guardedFetch } = require('./index.js');
     const fetch = guardedFetch({ baseUrl: ${JSON.stringify(apiUrl)}, allowLoopback: true });
     const provider = githubProvider({ ...${JSON.stringify(access)}, fetch });
     const told = (error) => ({ code: error.code, detail: error.message });
     (async () => {
       const repository = await provider.findRepository({ fullName: 'acme/odoo-custom' });
       ${lines}
     })().catch(told).then((result) => process.stdout.write(JSON.stringify(result)));`,
  );
  const { stdout, stderr } = await runCommand(process.execPath, [script], { cwd: folder });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
};

describe.each(['token', 'app'] as const)('the client of GitHub in a bundle, with a credential of kind %s,', (kind) => {
  let standIn: GithubStandIn;
  beforeAll(async () => {
    standIn = await GithubStandIn.start(kind);
  });
  afterAll(() => standIn.stop());
  beforeEach(() => {
    standIn.repair();
    standIn.reset();
  });

  it('knows who it is and finds the repository, by name and by id', async () => {
    const printed = await runBundled(
      standIn,
      kind,
      'return [repository, await provider.findRepository({ id: repository.id }), await provider.verifyAccess()];',
    );

    const { id, fullName } = standIn.repository();
    const found = { id, fullName, defaultBranch: 'main' };
    expect(printed).toEqual([found, found, { login: expect.any(String), expiresAt: null }]);
  });

  it('installs a key and a hook once, however often it is asked', async () => {
    await runBundled(
      standIn,
      kind,
      `for (let time = 0; time < 2; time += 1) {
         await provider.ensureDeployKey(repository, ${JSON.stringify(key)});
         await provider.ensureWebhook(repository, ${JSON.stringify([candidate])});
       }
       return null;`,
    );

    expect(standIn.keys()).toEqual([expect.objectContaining({ title: key.title, readOnly: true })]);
    expect(standIn.hooks()).toEqual([
      expect.objectContaining({ url: candidate.url, secret: candidate.secret, active: true }),
    ]);
  });

  it('finds its key behind many others, over several pages, and removes it and its hook', async () => {
    for (let n = 0; n < 120; n += 1) {
      const { publicKey } = generateDeployKey(`other-${n}`);
      standIn.addKey({ title: `other-${n}`, publicKey }, 'here');
    }
    standIn.addKey(key, 'here');
    standIn.addHook({ url: candidate.url, secret: candidate.secret, active: true });

    const printed = await runBundled(
      standIn,
      kind,
      `return [
         await provider.removeDeployKey(repository, ${JSON.stringify({ ...key, publicKey: null })}),
         await provider.removeWebhook(repository, [${JSON.stringify(candidate.url)}]),
       ];`,
    );

    expect(printed).toEqual([true, true]);
    expect(standIn.keys().map(({ title }) => title)).not.toContain(key.title);
    expect(standIn.keys()).toHaveLength(120);
    expect(standIn.hooks()).toEqual([]);
  });

  it('sets a status and compares commits', async () => {
    const base = 'a'.repeat(40);
    standIn.setComparison(base, commit, [{ path: 'addons/sale_x/__manifest__.py' }]);

    const printed = await runBundled(
      standIn,
      kind,
      `await provider.setCommitStatus(repository, '${commit}', ${JSON.stringify(status)});
       return provider.compareCommits(repository, '${base}', '${commit}');`,
    );

    expect(printed).toEqual(['addons/sale_x/__manifest__.py']);
    expect(standIn.statuses(commit)).toEqual([expect.objectContaining({ state: 'success', context: 'ocore/Staging' })]);
  });

  it('tells a rate limit and a fault of the provider apart, and waits for neither', async () => {
    standIn.rateLimit(17);
    const limited = await runBundled(standIn, kind, 'return repository;');
    standIn.repair();
    standIn.break(503);
    const broken = await runBundled(standIn, kind, 'return repository;');

    expect(limited).toMatchObject({ code: 'provider_rate_limited' });
    expect(broken).toMatchObject({ code: 'provider_failed' });
  });
});
