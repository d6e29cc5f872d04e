import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, folder, git, manifest, planOf, useBench } from './change-plan-of-bench.ts';

useBench();

describe('the change plan of two commits', () => {
  it('is the same back and forth: a redeploy of the older commit updates the same modules', async () => {
    const before = commit({ 'sale_x/__manifest__.py': manifest('18.0.1.0.0') });
    const after = commit({ 'sale_x/__manifest__.py': manifest('18.0.1.1.0') });

    const { changePlan } = await planOf(after, before);

    expect(changePlan.modules).toEqual(['sale_x']);
    expect(changePlan.versionBumps).toEqual([{ module: 'sale_x', from: '18.0.1.1.0', to: '18.0.1.0.0' }]);
  });

  it('of the same commit is empty', async () => {
    const sha = commit({ 'sale_x/__manifest__.py': manifest('18.0.1.0.0') });

    const { modules } = await planOf(sha, sha);

    expect(modules).toEqual([]);
  });

  it('tells another series', async () => {
    const sha = commit({ 'sale_x/__manifest__.py': manifest('17.0.1.0.0') });

    const { seriesMismatch } = await planOf(sha, sha);

    expect(seriesMismatch).toMatch(
      /^odoo_series_mismatch: made for Odoo 17\.0, but the environment runs 18\.0: sale_x\./,
    );
  });

  it('of a commit that is not there fails with what git says', async () => {
    commit({});

    await expect(planOf(null, 'f'.repeat(40))).rejects.toThrow(/^git ls-tree failed: fatal: /);
  });

  it('of something else than a commit id is refused', async () => {
    await expect(planOf(null, '--help')).rejects.toThrow('--help is not a full commit id.');
  });
});

describe('what a repository may hold', () => {
  it('names with line breaks, quotes, dashes and letters of other scripts are told apart', async () => {
    const name = 'sale_x/models/a\nb "c" é -- 日本.py';
    const before = commit({ 'sale_x/__manifest__.py': manifest('18.0.1.0.0'), [name]: '1' });
    const after = commit({ [name]: '2', '--upload-pack=x/a.py': '1', '$(id)/__manifest__.py': manifest('18.0.1.0.0') });

    const { changePlan } = await planOf(before, after);

    expect(changePlan.modules).toEqual(['sale_x']);
    expect(changePlan.warnings).toEqual([
      '$(id): Odoo cannot be told to update a module of this name, so it is not updated.',
      'sale_x: models/a?b "c" é -- 日本.py changed, but the version is still 18.0.1.0.0. Raise it, so that every database is updated.',
    ]);
  });

  it('a manifest at the root makes a module of the repository, which the guard sees', async () => {
    const sha = commit({ '__manifest__.py': manifest('17.0.1.0.0'), 'a.py': '' });

    const planned = await planOf(null, sha);

    expect(planned).toMatchObject({ modules: ['odoo_custom'], rootModule: 'odoo_custom' });
    expect(planned.seriesMismatch).toContain('odoo_custom');
  });

  it('files of which only the mode changed count as the same, a link in the place of a file does not', async () => {
    const before = commit({
      'a_x/__manifest__.py': manifest('1.0'),
      'a_x/run.py': 'a',
      'b_x/__manifest__.py': manifest('1.0'),
    });
    git('update-index', '--chmod=+x', 'a_x/run.py');
    git('commit', '--quiet', '-m', 'Another mode');
    const chmod = git('rev-parse', 'HEAD');
    symlinkSync('__manifest__.py', join(folder, 'b_x/models.py'));
    git('add', '--all');
    git('commit', '--quiet', '-m', 'A link');

    expect((await planOf(before, chmod)).modules).toEqual([]);
    expect((await planOf(chmod, git('rev-parse', 'HEAD'))).modules).toEqual(['b_x']);
  });

  it('of two manifests in a folder the one that Odoo takes is read', async () => {
    const sha = commit({ 'a_x/__openerp__.py': manifest('17.0.1.0.0'), 'a_x/__manifest__.py': manifest('18.0.1.0.0') });

    expect(await planOf(null, sha)).toMatchObject({ modules: ['a_x'], seriesMismatch: null });
  });

  it('a manifest that is too large or no Python is told, and the others are read', async () => {
    const sha = commit({
      'big_x/__manifest__.py': `{'a': '${'x'.repeat(5_000_000)}'}`,
      'deep_x/__manifest__.py': '['.repeat(20_000),
      'latin_x/__manifest__.py': Buffer.from([0x7b, 0x7d, 0x0a, 0x23, 0xe9]),
      'z_x/__manifest__.py': manifest('17.0.1.0.0'),
    });

    const { manifestInvalid, seriesMismatch } = await planOf(null, sha);

    expect(manifestInvalid).toBe(
      'odoo_manifest_invalid: Odoo loads no module while it cannot read one. ' +
        'big_x/__manifest__.py: it is too large, or a link; ' +
        'deep_x/__manifest__.py: line 1: is nested too deep; ' +
        'latin_x/__manifest__.py: it is not UTF-8.',
    );
    expect(seriesMismatch).toContain('z_x');
  });

  it('a submodule that is not there is told, with the modules beside it', async () => {
    const other = 'a'.repeat(40);
    git('update-index', '--add', '--cacheinfo', `160000,${other},vendor/oca`);
    git('commit', '--quiet', '-m', 'A submodule');
    const before = git('rev-parse', 'HEAD');
    git('update-index', '--cacheinfo', `160000,${'b'.repeat(40)},vendor/oca`);
    git('commit', '--quiet', '-m', 'Another commit of it');

    const { changePlan } = await planOf(before, git('rev-parse', 'HEAD'));

    expect(changePlan.warnings).toEqual([
      'vendor/oca is a submodule that is not there: its modules are not known. Where they are installed, Odoo fails to load them.',
    ]);
  });

  it('2,001 modules are read up to 2,000, and their names fit into one variable', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 2001 }, (_, index) => [`${'m'.repeat(60)}${1000 + index}/__manifest__.py`, manifest('1.0')]),
    );
    const sha = commit(files);

    const { modules, changePlan } = await planOf(null, sha);

    expect(modules).toHaveLength(2000);
    expect(changePlan.warnings[1]).toBe('1 more modules were not read: update them by hand.');
    expect(`OCORE_CHANGED_MODULES=${modules.join(',')}`.length).toBeLessThan(128 * 1024);
  });
});
