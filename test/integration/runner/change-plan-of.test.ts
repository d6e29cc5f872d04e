import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changePlanOf } from '../../../cli/runner/change-plan/change-plan-of.ts';
import { commit, folder, git, manifest, planOf, useBench } from './change-plan-of-bench.ts';

useBench();

describe('the change plan of two commits', () => {
  it('names modules, bumps, requirements and warnings', async () => {
    const before = commit({
      'addons/sale_x/__manifest__.py': manifest('18.0.1.0.0'),
      'addons/sale_x/models/sale.py': 'a = 1\n',
      'addons/stock_x/__manifest__.py': manifest('18.0.1.0.0'),
      'addons/stock_x/views/a.xml': '<odoo/>\n',
      'addons/old_x/__openerp__.py': manifest('18.0.1.0.0'),
      'addons/same_x/__manifest__.py': manifest('18.0.1.0.0'),
    });
    const after = commit({
      'addons/sale_x/__manifest__.py': manifest('18.0.1.1.0'),
      'addons/sale_x/models/sale.py': 'a = 2\n',
      'addons/stock_x/views/a.xml': '<odoo noupdate="1"/>\n',
      'addons/old_x/__openerp__.py': null,
      'addons/new_x/__manifest__.py': manifest('18.0.2.0.0'),
      'requirements.txt': 'requests\n',
    });

    const planned = await planOf(before, after);

    expect(planned).toEqual({
      changePlan: {
        modules: ['new_x', 'sale_x', 'stock_x'],
        versionBumps: [{ module: 'sale_x', from: '18.0.1.0.0', to: '18.0.1.1.0' }],
        requirementsChanged: true,
        warnings: [
          'old_x was removed. Where it is installed, Odoo fails to load it: uninstall it before the deployment, which drops its columns and their data.',
          'stock_x: views/a.xml changed, but the version is still 18.0.1.0.0. Raise it, so that every database is updated.',
        ],
        updates: null,
      },
      modules: ['new_x', 'sale_x', 'stock_x'],
      rootModule: null,
      manifestInvalid: null,
      seriesMismatch: null,
    });
  });

  it.each([
    ['null', null],
    ['not in the repository', 'f'.repeat(40)],
    ['no commit id', '--output=/tmp/x'],
  ])('with a previous commit that is %s holds every module', async (_, previous) => {
    const sha = commit({ 'a_x/__manifest__.py': manifest('18.0.1.0.0'), 'b_x/__openerp__.py': manifest('1.0') });

    const { modules, changePlan } = await planOf(previous, sha);

    expect(modules).toEqual(['a_x', 'b_x']);
    expect(changePlan.warnings[0]).toContain('every module counts as changed');
  });
});

describe('the change plan in a partial clone', () => {
  it('fetches the manifests of before at once, and no other file', async () => {
    const modules = ['a_x', 'b_x', 'addons/c_x'];
    const files = (version: string, text: string) =>
      Object.fromEntries(
        modules.flatMap((name) => [
          // Each another file: what is the same is fetched once in any case.
          [`${name}/__manifest__.py`, `# ${name}\n${manifest(version)}`],
          [`${name}/models/a.py`, `${name} ${text}`],
        ]),
      );
    const before = commit(files('18.0.1.0.0', 'before'));
    const after = commit(files('18.0.1.0.1', 'after'));
    git('config', 'uploadpack.allowFilter', 'true');
    git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const clone = join(folder, 'clone');
    git('clone', '--quiet', '--filter=blob:none', `file://${folder}`, clone);
    const trace = join(folder, 'trace');

    const planned = await changePlanOf(join(clone, '.git'), before, after, {
      odooVersion: '18.0',
      repositoryName: 'odoo_custom',
      environment: { GIT_TRACE: trace },
    });

    expect(planned.changePlan.versionBumps.map(({ module, from }) => [module, from])).toEqual([
      ['a_x', '18.0.1.0.0'],
      ['c_x', '18.0.1.0.0'],
      ['b_x', '18.0.1.0.0'],
    ]);
    expect(readFileSync(trace, 'utf8').match(/run_command: git -c \S+ fetch /g)).toHaveLength(1);
    const old = git('rev-parse', `${before}:a_x/models/a.py`);
    const here = git('--git-dir', join(clone, '.git'), 'rev-list', '--objects', '--all', '--missing=print');
    expect(here).toContain(`?${old}`);
  });
});
