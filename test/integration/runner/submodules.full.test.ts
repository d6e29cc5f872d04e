import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import { keyRoot } from '../../../cli/runner/private-directory.ts';
import { newServerKey } from '../git/ssh-server.ts';
import { bench, deployed, file, useBench, variable } from './fetching-bench.ts';
import { eachOpensOne, Library, modules, pointTo, serveOverHttps } from './submodules-bench.ts';

useBench();

describe('the change plan of a submodule', () => {
  it('has those of a submodule within a submodule, at relative URLs', async () => {
    const [library, inner] = [new Library(), new Library()];
    const old = inner.work.push('main', modules({ base_x: '18.0.1.0.0', web_x: '18.0.1.0.0' }));
    const outerOld = pointTo(library.work, 'main', [['inner', inner.relativeUrl, old]]);
    const before = pointTo(bench.work, 'staging', [['vendor/oca', library.relativeUrl, outerOld]]);
    const raised = inner.work.push('main', modules({ web_x: '18.0.1.0.1' }));
    const outer = pointTo(library.work, 'main', [['inner', inner.relativeUrl, raised]]);
    const wanted = pointTo(bench.work, 'staging', [['vendor/oca', library.relativeUrl, outer]]);

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { previousCommitSha: before });

    expect(completion?.changePlan).toMatchObject({ modules: ['web_x'], warnings: [] });
    expect(file('vendor/oca/inner/web_x/__manifest__.py')).toContain('18.0.1.0.1');
  });

  it('of another URL compares what both repositories hold, and one that is gone tells its modules', async () => {
    const [theirs, fork, gone] = [new Library(), new Library(), new Library()];
    const old = theirs.work.push('main', modules({ sale_x: '18.0.1.0.0', stock_x: '18.0.1.0.0' }));
    const lost = gone.work.push('main', modules({ lost_x: '18.0.1.0.0' }));
    const before = pointTo(bench.work, 'staging', [
      ['vendor/oca', theirs.sshUrl, old],
      ['vendor/gone', gone.sshUrl, lost],
    ]);
    const forked = fork.work.push('main', modules({ sale_x: '18.0.1.0.0', stock_x: '18.0.2.0.0' }));
    const wanted = pointTo(bench.work, 'staging', [['vendor/oca', fork.sshUrl, forked]]);

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { previousCommitSha: before });

    expect(completion?.changePlan).toMatchObject({
      modules: ['stock_x'],
      warnings: [expect.stringMatching(/^lost_x was removed\./)],
    });
  });

  it('has the modules of one that is new', async () => {
    const library = new Library();
    const before = bench.work.push('staging', modules({ own_x: '18.0.1.0.0' }));
    const added = library.work.push('main', modules({ sale_x: '18.0.1.0.0' }));
    const wanted = pointTo(bench.work, 'staging', [['vendor/oca', library.sshUrl, added]]);

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { previousCommitSha: before });

    expect(completion?.changePlan?.modules).toEqual(['sale_x']);
  });

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

describe('the guards see submodules', () => {
  it.each([
    ['a manifest that Odoo cannot load', "{'version': 18.0}", /^odoo_manifest_invalid: .*vendor\/oca\/sale_x\//],
    ['another series', "{'version': '17.0.1.0.0'}", /^odoo_series_mismatch: .*sale_x/],
  ])('%s fails the deployment before its command', async (_what, text, reason) => {
    const library = new Library();
    const added = library.work.push('main', { 'sale_x/__manifest__.py': text });
    const wanted = pointTo(bench.work, 'staging', [['vendor/oca', library.sshUrl, added]]);

    const completion = await deployed({ branch: 'staging', commitSha: wanted });

    expect(completion).toMatchObject({ status: 'failed', statusReason: expect.stringMatching(reason) });
  });
});

describe('a submodule that cannot be fetched', () => {
  const statusOf = async (pointers: Parameters<typeof pointTo>[2]) => {
    const wanted = pointTo(bench.work, 'staging', pointers);
    return (await deployed({ branch: 'staging', commitSha: wanted }))?.statusReason;
  };

  it('because its server does not have the commit says so', async () => {
    const library = new Library();
    library.work.push('main', { 'a.txt': 'a' });

    const reason = await statusOf([['vendor/oca', library.sshUrl, 'a'.repeat(40)]]);

    expect(reason).toMatch(/^submodule_not_fetched: vendor\/oca \(ssh:.*\) has a server that does not know the commit/);
  });

  it('because its server cannot be reached says so, and shows no password of its URL', async () => {
    const reason = await statusOf([['vendor/oca', 'https://mona:secret@ocore.invalid/a.git', 'a'.repeat(40)]]);

    expect(reason).toMatch(
      /^submodule_not_fetched: vendor\/oca \(https:\/\/ocore\.invalid\/a\.git\) could not be fetched: its server has a name that no address is known for/,
    );
  });

  it('because .gitmodules does not name it says so', async () => {
    bench.work.git('update-index', '--add', '--cacheinfo', `160000,${'a'.repeat(40)},stray`);
    bench.work.git('commit', '--quiet', '-m', 'A stray repository');
    bench.work.git('push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/staging');
    const commitSha = bench.work.git('rev-parse', 'HEAD');

    const completion = await deployed({ branch: 'staging', commitSha });

    expect(completion?.statusReason).toMatch(
      /^submodule_not_fetched: stray is a submodule, but \.gitmodules names no URL/,
    );
  });

  it('is told with the others, of which three are named', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];

    const reason = await statusOf(names.map((name) => [name, 'file:///etc', 'a'.repeat(40)] as const));

    expect(reason).toMatch(
      /^submodule_not_fetched: a \(.*; b \(.*; c \(.*; and 2 more, which the log names\. To deploy/,
    );
    expect(bench.api.log).toContain('ocore: the submodule e could not be fetched and stays empty');
  });
});

describe('the key of a submodule', () => {
  it('is used for the commit that was deployed before too', async () => {
    const library = new Library();
    const key = generateDeployKey('theme');
    eachOpensOne(new Map([[key.publicKey, library]]));
    const old = library.work.push('main', modules({ theme_x: '18.0.1.0.0', pos_x: '18.0.1.0.0' }));
    const before = pointTo(bench.work, 'staging', [['vendor/gone', library.sshUrl, old]]);
    const wanted = pointTo(bench.work, 'staging', []);
    const submodules = [bench.keyOf(library.sshUrl, key)];

    const completion = await deployed(
      { branch: 'staging', commitSha: wanted },
      { previousCommitSha: before, submodules },
    );

    expect(completion?.changePlan?.warnings).toEqual([
      expect.stringMatching(/^pos_x was removed\./),
      expect.stringMatching(/^theme_x was removed\./),
    ]);
  });

  it('that cannot be read is told, and a submodule that another key opens is fetched', async () => {
    const library = new Library();
    const wanted = pointTo(bench.work, 'staging', [
      ['vendor/oca', library.sshUrl, library.work.push('main', modules({ sale_x: '18.0.1.0.0' }))],
    ]);
    const none = { sshUrl: 'ssh://git@github.com/acme/theme.git', hostKeys: [], deployKeySecretId: 'ocore/none' };

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { submodules: [none] });

    expect(completion).toMatchObject({ status: 'succeeded' });
    expect(bench.api.log).toContain(
      'ocore: the submodules at ssh://git@github.com/acme/theme.git are tried without their key',
    );
  });

  it('is not offered to a server with another host key', async () => {
    const library = new Library();
    const key = generateDeployKey('theme');
    eachOpensOne(new Map([[key.publicKey, library]]));
    const wanted = pointTo(bench.work, 'staging', [['vendor/oca', library.sshUrl, library.work.push('main')]]);
    const submodules = [bench.keyOf(library.sshUrl, key, [newServerKey.ed25519().pin.publicKey])];

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { submodules });

    expect(completion?.statusReason).toMatch(/^submodule_not_fetched: .* shows another host key than the pinned one/);
    expect(bench.ssh.accepted).not.toContain(key.publicKey.split(' ', 2).join(' '));
  });
});

describe('a private submodule without a key', () => {
  it('fails the deployment before its command: with its path, its URL, why, and what to do', async () => {
    const library = new Library();
    eachOpensOne();
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
    expect(completion?.submodules).toEqual([
      { path: 'vendor/oca', repositoryUrl: url, commitSha: added, fetched: false },
    ]);
    expect(existsSync(join(bench.out, 'environment'))).toBe(false);
  });
});

describe('a public submodule', () => {
  it('whose URL is one of SSH is fetched over HTTPS where the key does not open it', async () => {
    const library = new Library();
    library.isPublic = true;
    const origin = await serveOverHttps([library]);
    eachOpensOne();
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

describe('private submodules', () => {
  it('at one server are each opened by their own key, which the command does not find', async () => {
    const [theme, pos] = [new Library(), new Library()];
    const keys = [generateDeployKey('theme'), generateDeployKey('pos')] as const;
    eachOpensOne(
      new Map([
        [keys[0].publicKey, theme],
        [keys[1].publicKey, pos],
      ]),
    );
    const wanted = pointTo(bench.work, 'staging', [
      ['vendor/theme', theme.relativeUrl, theme.work.push('main', modules({ theme_x: '18.0.1.0.0' }))],
      ['vendor/pos', pos.sshUrl, pos.work.push('main', modules({ pos_x: '18.0.1.0.0' }))],
    ]);
    const submodules = [bench.keyOf(theme.sshUrl, keys[0]), bench.keyOf(pos.sshUrl, keys[1])];

    const completion = await deployed({ branch: 'staging', commitSha: wanted }, { submodules });

    expect(completion).toMatchObject({ status: 'succeeded', changePlan: { modules: ['pos_x', 'theme_x'] } });
    expect(completion?.submodules).toEqual([
      { path: 'vendor/pos', repositoryUrl: pos.sshUrl, commitSha: pos.work.git('rev-parse', 'HEAD'), fetched: true },
      {
        path: 'vendor/theme',
        repositoryUrl: theme.sshUrl,
        commitSha: theme.work.git('rev-parse', 'HEAD'),
        fetched: true,
      },
    ]);
    expect(variable('GIT_SSH_COMMAND')).toBeUndefined();
    expect(readdirSync(keyRoot()).filter((name) => name.includes(`-${process.pid}-`))).toEqual([]);
  });
});
