import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateDeployKey } from '#shared/git/deploy-key.ts';
import { keyRoot } from '../../../cli/runner/private-directory.ts';
import { bench, deployed, useBench, variable } from './fetching-bench.ts';
import { eachOpensOne, Library, modules, pointTo } from './submodules-bench.ts';

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
