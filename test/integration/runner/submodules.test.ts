import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInShell } from '../git/ssh-server.ts';
import { bench, deployed, file, useBench, variable } from './fetching-bench.ts';
import { Library, modules, openOnly, pointTo, serveOverHttps } from './submodules-bench.ts';

useBench();

describe('the change plan of a submodule', () => {
  it('has the modules that changed in it between the two commits that are named', async () => {
    const library = new Library();
    const old = library.work.push('18.0', modules({ stock_x: '18.0.1.0.0', sale_x: '18.0.1.0.0' }));
    const before = pointTo(bench.work, 'staging', [['vendor/oca', library.sshUrl, old]]);
    const raised = library.work.push('18.0', modules({ sale_x: '18.0.1.1.0' }));
    const wanted = pointTo(bench.work, 'staging', [['vendor/oca', library.sshUrl, raised]]);

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { previousCommitSha: before });

    expect(completion?.changePlan).toMatchObject({
      modules: ['sale_x'],
      versionBumps: [{ module: 'sale_x', from: '18.0.1.0.0', to: '18.0.1.1.0' }],
      warnings: [],
    });
    expect(variable('OCORE_CHANGED_MODULES')).toBe('sale_x');
  });
});

describe('a submodule that cannot be fetched', () => {
  it('fails the deployment before its command: with its path, its URL, why, and what to do', async () => {
    const library = new Library();
    openOnly(runInShell);
    const added = library.work.push('main', modules({ sale_x: '18.0.1.0.0' }));
    const url = 'git@127.0.0.1:acme/theme.git';
    const wanted = pointTo(bench.work, 'staging', [['vendor/oca', url, added]]);

    const completion = await deployed({ branch: 'staging', commitSha: wanted });

    expect(completion).toMatchObject({
      status: 'failed',
      statusReason: expect.stringMatching(
        /^submodule_not_fetched: vendor\/oca \(git@127\.0\.0\.1:acme\/theme\.git\) is private, or does not exist\..*allowMissingSubmodules/,
      ),
    });
    expect(existsSync(join(bench.out, 'environment'))).toBe(false);
  });
});

describe('a public submodule', () => {
  it('whose URL is one of SSH is fetched over HTTPS where the key does not open it', async () => {
    const library = new Library();
    library.isPublic = true;
    const origin = await serveOverHttps([library]);
    openOnly(runInShell);
    const added = library.work.push('main', modules({ sale_x: '18.0.1.0.0' }));
    const wanted = pointTo(bench.work, 'staging', [['vendor/oca', library.sshUrl, added]]);

    const completion = await deployed(
      { branch: 'staging', commitSha: wanted },
      { httpsUrl: `${origin}/acme/odoo-custom.git` },
    );

    expect(completion).toMatchObject({ status: 'succeeded', changePlan: { modules: ['sale_x'] } });
    expect(file('vendor/oca/sale_x/__manifest__.py')).toContain('18.0.1.0.0');
  });
});
