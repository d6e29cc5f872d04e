import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import { keyRoot } from '../../../cli/runner/private-directory.ts';
import { newServerKey, runInShell } from '../git/ssh-server.ts';
import {
  allowingMissing,
  bench,
  deployed,
  file,
  lfsFiles,
  lfsPointer,
  lfsWarning,
  manifest,
  useBench,
  variable,
  withLfs,
} from './fetching-bench.ts';

useBench();

describe('the commit that a runner deploys', () => {
  it.each(['push', 'merge', 'reconcile'] as const)(
    'is superseded where a %s is not in the branch any more',
    async (trigger) => {
      const first = bench.work.push('staging', { 'version.txt': 'one' });
      const gone = bench.work.push('staging', { 'version.txt': 'two' });
      bench.work.git('reset', '--quiet', '--hard', first);
      bench.work.push('staging', { 'version.txt': 'three' });

      const completion = await deployed({ branch: 'staging', commitSha: gone, trigger });

      expect(completion).toMatchObject({
        status: 'superseded',
        statusReason: expect.stringContaining('not in staging any more'),
      });
      expect(existsSync(join(bench.out, 'deployed'))).toBe(false);
    },
  );

  it('is superseded where another branch holds it, but not its own', async () => {
    bench.work.push('staging', { 'version.txt': 'one' });
    const elsewhere = bench.work.push('other', { 'version.txt': 'two' });

    expect(await deployed({ branch: 'staging', commitSha: elsewhere })).toMatchObject({ status: 'superseded' });
  });

  it.each(['manual', 'redeploy', 'promotion'] as const)('may have left the branch for a %s', async (trigger) => {
    const first = bench.work.push('staging', { 'version.txt': 'one' });
    const gone = bench.work.push('staging', { 'version.txt': 'two' });
    bench.work.git('reset', '--quiet', '--hard', first);
    bench.work.push('staging', { 'version.txt': 'three' });
    bench.repository.run('update-ref', 'refs/heads/kept', gone);

    const completion = await deployed({ branch: 'staging', commitSha: gone, trigger });

    expect(completion).toMatchObject({ status: 'succeeded', commitSha: gone });
    expect(file('version.txt')).toBe('two');
  });

  it('is the head of the branch where none is told', async () => {
    const head = bench.work.push('staging', { 'version.txt': 'one' });

    const completion = await deployed({ branch: 'staging', commitSha: null, trigger: 'manual' });

    expect(completion).toMatchObject({ status: 'succeeded', commitSha: head });
    expect(variable('OCORE_COMMIT_SHA')).toBe(head);
  });

  it('is the commit that an annotated tag stands for', async () => {
    const head = bench.work.push('main', { 'version.txt': 'one' });
    bench.work.git('tag', '-a', '-m', 'A release', 'v1.0');
    bench.work.git('push', '--quiet', 'origin', 'v1.0');

    const completion = await deployed({ tag: 'v1.0', commitSha: null, trigger: 'tag' });

    expect(completion).toMatchObject({ status: 'succeeded', commitSha: head });
    expect(variable('OCORE_TAG')).toBe('v1.0');
  });

  it("is found by Bitbucket's twelve digits", async () => {
    const wanted = bench.work.push('main', { 'version.txt': 'one' });
    bench.work.push('main', { 'version.txt': 'two' });

    const completion = await deployed({ branch: 'main', commitSha: wanted.slice(0, 12), trigger: 'merge' });

    expect(completion).toMatchObject({ status: 'succeeded', commitSha: wanted });
  });

  it('is found by twelve digits alone, among everything that the server has', async () => {
    const wanted = bench.work.push('somewhere', { 'version.txt': 'one' });

    const completion = await deployed({ commitSha: wanted.slice(0, 12), trigger: 'manual' });

    expect(completion).toMatchObject({ status: 'succeeded', commitSha: wanted });
  });

  it('fails the deployment where the repository does not hold it', async () => {
    bench.work.push('main');

    const completion = await deployed({ commitSha: 'a'.repeat(40), trigger: 'manual' });

    expect(completion).toMatchObject({
      status: 'failed',
      statusReason: expect.stringContaining('is not in the repository'),
    });
  });

  it.each([
    ['branch', { branch: 'nowhere' }],
    ['tag', { tag: 'nowhere' }],
  ])('fails the deployment where the %s whose head it is is not there', async (_kind, ref) => {
    bench.work.push('main');

    const completion = await deployed({ ...ref, trigger: 'manual' });

    expect(completion).toMatchObject({
      status: 'failed',
      statusReason: 'branch_not_found: nowhere is not in the repository.',
    });
  });

  it('is superseded where the branch was deleted', async () => {
    const wanted = bench.work.push('staging');
    bench.repository.run('update-ref', '-d', 'refs/heads/staging');

    const completion = await deployed({ branch: 'staging', commitSha: wanted });

    expect(completion).toMatchObject({
      status: 'superseded',
      statusReason: expect.stringMatching(/^branch_not_found: staging/),
    });
  });
});

describe('the deploy key', () => {
  it('that is not in Secrets Manager fails the deployment, and says what to check', async () => {
    const wanted = bench.work.push('staging');

    const completion = await deployed(
      { branch: 'staging', commitSha: wanted },
      { deployKeySecretId: 'ocore/deploy-key/none' },
    );

    expect(completion).toMatchObject({
      status: 'failed',
      statusReason: expect.stringContaining('secretsmanager:GetSecretValue'),
    });
  });

  it('that the server refuses fails the deployment as deploy_key_rejected', async () => {
    const wanted = bench.work.push('staging');
    bench.authorized.splice(0, 1, generateDeployKey('another').publicKey);

    const completion = await deployed({ branch: 'staging', commitSha: wanted });

    expect(completion).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(/^deploy_key_rejected: /),
    });
  });

  it('lies in a private directory while git fetches, and nowhere when the command runs', async () => {
    const seen: number[][] = [];
    const own = (): string[] => readdirSync(keyRoot()).filter((name) => name.includes(`-${process.pid}-`));
    bench.onFetch = (channel, command, variables) => {
      for (const name of own()) {
        const directory = join(keyRoot(), name);
        if (existsSync(join(directory, 'key')))
          seen.push([directory, join(directory, 'key')].map((path) => statSync(path).mode & 0o777));
      }
      runInShell(channel, command, variables);
    };
    const wanted = bench.work.push('staging');
    bench.api.queue.push(bench.claim({ branch: 'staging', commitSha: wanted }));

    await bench
      .runner(`find "${keyRoot()}" -path '*ocore-runner-*-${process.pid}-*' -name key > "${bench.out}/found"`)
      .once();

    expect(seen.length).toBeGreaterThan(0);
    for (const modes of seen) expect(modes).toEqual([0o700, 0o600]);
    expect(readFileSync(join(bench.out, 'found'), 'utf8')).toBe('');
    expect(own()).toEqual([]);
    expect(readdirSync(bench.workRoot)).toEqual([]);
  });
});

describe('submodules', () => {
  it.each(['file:///etc', '/etc', 'ext::sh -c id', '--upload-pack=id', 'http://127.0.0.1/x.git'])(
    'are never fetched from %s',
    async (url) => {
      const head = bench.work.commit({ 'a.txt': 'a', '.gitmodules': `[submodule "x"]\n\tpath = x\n\turl = ${url}\n` });
      bench.work.git('update-index', '--add', '--cacheinfo', `160000,${head},x`);
      bench.work.git('commit', '--quiet', '-m', 'A submodule');
      bench.work.git('push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/staging');

      const deployment = { branch: 'staging', commitSha: bench.work.git('rev-parse', 'HEAD') };
      const completion = await deployed(deployment, allowingMissing());

      expect(completion).toMatchObject({ status: 'succeeded' });
      expect(bench.api.log).toContain('ocore: the submodule x could not be fetched and stays empty');
      expect(existsSync(join(bench.out, 'deployed', 'x', '.git'))).toBe(false);
    },
  );

  it('are fetched where the key opens them, and told in the log where it does not, if the environment allows that', async () => {
    bench.work.push('library', { 'library.txt': 'shared' });
    const library = bench.work.git('rev-parse', 'HEAD');
    bench.work.git('rm', '--quiet', '--cached', 'library.txt');
    const none = `${bench.sshUrl.replace('odoo-custom.git', 'none.git')}`;
    const modules = [
      ['library', bench.sshUrl],
      ['closed', none],
    ].map(([name, url]) => `[submodule "${name}"]\n\tpath = ${name}\n\turl = ${url}\n`);
    for (const name of ['library', 'closed'])
      bench.work.git('update-index', '--add', '--cacheinfo', `160000,${library},${name}`);
    bench.work.write('.gitmodules', modules.join(''));
    bench.work.git('add', '.gitmodules');
    bench.work.git('commit', '--quiet', '-m', 'Submodules');
    bench.work.git('push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/staging');

    const deployment = { branch: 'staging', commitSha: bench.work.git('rev-parse', 'HEAD') };
    const completion = await deployed(deployment, allowingMissing());

    expect(completion).toMatchObject({ status: 'succeeded' });
    expect(file('library/library.txt')).toBe('shared');
    expect(bench.api.log).toContain('ocore: the submodule closed could not be fetched and stays empty');
  });
});

describe('files of Git LFS', () => {
  it('are named by the change plan where the host has no git lfs', async () => {
    withLfs('exit 1');
    writeFileSync(join(bench.out, 'bin', 'git-lfs'), '#!/bin/sh\nexit 1\n');

    const completion = await deployed({ branch: 'staging', commitSha: bench.work.push('staging', lfsFiles) });

    expect(completion).toMatchObject({
      status: 'succeeded',
      changePlan: { warnings: expect.arrayContaining([lfsWarning]) },
    });
  });

  it('that cannot be fetched are told in the log and named by the change plan', async () => {
    withLfs('echo "batch response: not found" >&2; exit 2');

    const completion = await deployed({ branch: 'staging', commitSha: bench.work.push('staging', lfsFiles) });

    expect(completion?.changePlan?.warnings).toContainEqual(lfsWarning);
    expect(bench.api.log).toContain('the files of Git LFS in . could not be fetched: batch response: not found');
  });

  it('that are too large together are not fetched', async () => {
    withLfs(`touch "${bench.out}/pulled"`);
    const large = { ...lfsFiles, 'a module/logo.png': lfsPointer.replace('12345', '10000000001') };

    const completion = await deployed({ branch: 'staging', commitSha: bench.work.push('staging', large) });

    expect(completion?.changePlan?.warnings).toContainEqual(lfsWarning);
    expect(existsSync(join(bench.out, 'pulled'))).toBe(false);
  });

  it('are fetched from the server of the repository, with the key, whatever the commit says', async () => {
    withLfs(
      `echo "$@" > "${bench.out}/arguments"; git config lfs.url > "${bench.out}/url"; git config core.hooksPath >> "${bench.out}/url"
      echo "$GIT_SSH_COMMAND" > "${bench.out}/ssh"; echo image > "a module/logo.png"`,
    );

    const completion = await deployed({ branch: 'staging', commitSha: bench.work.push('staging', lfsFiles) });

    expect(file('a module/logo.png')).toBe('image');
    expect(JSON.stringify(completion?.changePlan)).not.toContain('Git LFS');
    expect(readFileSync(join(bench.out, 'arguments'), 'utf8')).toBe('pull origin\n');
    expect(readFileSync(join(bench.out, 'url'), 'utf8')).toBe(`${bench.sshUrl}\n/dev/null\n`);
    expect(readFileSync(join(bench.out, 'ssh'), 'utf8')).toContain('-o StrictHostKeyChecking=yes');
  });
});

describe('the change plan', () => {
  it('does without the commit before where that is gone', async () => {
    const wanted = bench.work.push('staging');

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { previousCommitSha: 'b'.repeat(40) });

    expect(completion).toMatchObject({ status: 'succeeded' });
    expect(variable('OCORE_PREVIOUS_COMMIT_SHA')).toBe('');
  });

  it('of a manifest that Odoo cannot load fails the deployment before its command, also with ignoreSeries', async () => {
    const wanted = bench.work.push('staging', { 'sale_x/__manifest__.py': "{\n  'version': 18.0,\n}" });

    const completion = await deployed({ branch: 'staging', commitSha: wanted, ignoreSeries: true });

    expect(completion).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(/^odoo_manifest_invalid: .*sale_x\/__manifest__\.py: version is not a text/),
    });
    expect(existsSync(join(bench.out, 'environment'))).toBe(false);
  });

  it('names the repository where that is one module', async () => {
    const wanted = bench.work.push('staging', { '__manifest__.py': manifest('18.0.1.0.0') });

    await deployed({ branch: 'staging', commitSha: wanted });

    expect(variable('OCORE_ROOT_MODULE')).not.toBe('');
    expect(variable('OCORE_CHANGED_MODULES')).toBe(variable('OCORE_ROOT_MODULE'));
  });

  it('of another series is deployed where the deployment says so', async () => {
    const wanted = bench.work.push('staging', { 'sale_x/__manifest__.py': manifest('17.0.1.0.0') });

    const completion = await deployed({ branch: 'staging', commitSha: wanted, ignoreSeries: true });

    expect(completion).toMatchObject({ status: 'succeeded' });
  });

  it('of another series fails the deployment before its command', async () => {
    const wanted = bench.work.push('staging', { 'sale_x/__manifest__.py': manifest('17.0.1.0.0') });

    const completion = await deployed({ branch: 'staging', commitSha: wanted });

    expect(completion).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(/^odoo_series_mismatch: /),
    });
    expect(existsSync(join(bench.out, 'environment'))).toBe(false);
  });
});

describe('the Git server', () => {
  it('that is not there fails the deployment as repository_unreachable', async () => {
    const wanted = bench.work.push('staging');
    await bench.ssh.stop();

    const completion = await deployed({ branch: 'staging', commitSha: wanted });

    expect(completion).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(/^repository_unreachable: /),
    });
  });

  it('that does not know the repository fails the deployment as repository_not_found', async () => {
    const sshUrl = `${bench.sshUrl}-none`;

    const completion = await deployed({ branch: 'staging', trigger: 'manual' }, { sshUrl });

    expect(completion).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(/^repository_not_found: /),
    });
  });

  it('with another host key than the pinned one gets no key, and fails the deployment as host_key_changed', async () => {
    const wanted = bench.work.push('staging');

    const completion = await deployed(
      { branch: 'staging', commitSha: wanted },
      { hostKeys: [newServerKey.ed25519().pin.publicKey] },
    );

    expect(completion).toMatchObject({ status: 'failed', statusReason: expect.stringMatching(/^host_key_changed: /) });
    expect(bench.ssh.attempts).toEqual([]);
  });
});

describe('a host without git', () => {
  it('fails the deployment and says so', async () => {
    const wanted = bench.work.push('staging');
    const path = process.env.PATH;
    process.env.PATH = '/nonexistent';
    onTestFinished(() => {
      process.env.PATH = path;
    });

    const completion = await deployed({ branch: 'staging', commitSha: wanted });

    expect(completion).toMatchObject({ status: 'failed', statusReason: expect.stringContaining('cannot use git') });
  });
});
