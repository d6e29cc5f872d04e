import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
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
  manifest,
  useBench,
  variable,
  withLfs,
} from './fetching-bench.ts';

useBench();

describe('the commit that a runner deploys', () => {
  it('is exactly the one of the deployment, not a newer one of its branch', async () => {
    const wanted = bench.work.push('staging', { 'version.txt': 'one' });
    bench.work.push('staging', { 'version.txt': 'two' });

    const completion = await deployed({ branch: 'staging', commitSha: wanted });

    expect(completion).toMatchObject({ status: 'succeeded', commitSha: wanted });
    expect(file('version.txt')).toBe('one');
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

  it('that the server refuses fails the deployment as deploy_key_rejected', async () => {
    const wanted = bench.work.push('staging');
    bench.authorized.splice(0, 1, generateDeployKey('another').publicKey);

    const completion = await deployed({ branch: 'staging', commitSha: wanted });

    expect(completion).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(/^deploy_key_rejected: /),
    });
  });
});

describe('the Git server', () => {
  it('with another host key than the pinned one gets no key, and fails the deployment as host_key_changed', async () => {
    const wanted = bench.work.push('staging');

    const completion = await deployed(
      { branch: 'staging', commitSha: wanted },
      { hostKeys: [newServerKey.ed25519().pin.publicKey] },
    );

    expect(completion).toMatchObject({ status: 'failed', statusReason: expect.stringMatching(/^host_key_changed: /) });
    expect(bench.ssh.attempts).toEqual([]);
  });

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

describe('submodules', () => {
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
  it('names the modules that changed since the commit before, for the command and for the history', async () => {
    const before = bench.work.push('staging', {
      'sale_x/__manifest__.py': manifest('18.0.1.0.0'),
      'stock_x/__manifest__.py': manifest('18.0.1.0.0'),
    });
    const wanted = bench.work.push('staging', { 'sale_x/__manifest__.py': manifest('18.0.1.1.0') });

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { previousCommitSha: before });

    expect(completion?.changePlan).toMatchObject({
      modules: ['sale_x'],
      versionBumps: [{ module: 'sale_x', from: '18.0.1.0.0', to: '18.0.1.1.0' }],
    });
    expect(variable('OCORE_CHANGED_MODULES')).toBe('sale_x');
    expect(variable('OCORE_PREVIOUS_COMMIT_SHA')).toBe(before);
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
