import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keyRoot } from '../../../cli/runner/private-directory.ts';
import { newServerKey, runInShell } from '../git/ssh-server.ts';
import { bench, deployed, file, manifest, useBench, variable } from './fetching-bench.ts';

useBench();

describe('the commit that a runner deploys', () => {
  it('is exactly the one of the deployment, not a newer one of its branch', async () => {
    const wanted = bench.work.push('staging', { 'version.txt': 'one' });
    bench.work.push('staging', { 'version.txt': 'two' });

    const completion = await deployed({ branch: 'staging', commitSha: wanted });

    expect(completion).toMatchObject({ status: 'succeeded', commitSha: wanted });
    expect(file('version.txt')).toBe('one');
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
});
