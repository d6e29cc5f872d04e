import { describe, expect, it } from 'vitest';
import { planChanges } from '../../../../../cli/runner/change-plan/plan-changes.ts';
import { inFolders, manifest, plan, planIn, tree } from './plan-changes-bench.ts';

describe('the modules of a change', () => {
  const modules = { 'addons/sale_x': manifest('1.0'), stock_x: manifest('1.0'), 'stock_x/nested': manifest('1.0') };

  it('are those whose manifest is the nearest upwards', () => {
    const { modules: touched } = planIn(modules, 'addons/sale_x/models/deep/a.py', 'addons/sale_x/__init__.py');

    expect(touched).toEqual(['sale_x']);
  });

  it('hold the outer one of a module within a module', () => {
    expect(planIn(modules, 'stock_x/nested/models/a.py').modules).toEqual(['stock_x']);
  });

  it('hold the repository itself where it is one', () => {
    const at = (text: string) => tree({ '__manifest__.py': manifest('1.0'), 'models/a.py': text });

    expect(planChanges(at('before'), at('after'), null)).toMatchObject({ modules: ['whole_x'], rootModule: 'whole_x' });
  });

  it.each(['README.md', 'readme/USAGE.rst', 'static/src/a.js', 'tests/test_a.py', 'i18n/a.pot', 'docs/a.txt'])(
    'are none where only %s of one changed',
    (file) => {
      expect(planIn(modules, `stock_x/${file}`).modules).toEqual([]);
    },
  );

  it('hold one whose data stand among its tests', () => {
    const listed = { sale_x: "{'version': '1.0', 'data': ['tests/data.xml']}" };

    expect(planIn(listed, 'sale_x/tests/data.xml').modules).toEqual(['sale_x']);
  });

  it('are none where files outside of modules changed', () => {
    expect(planIn(modules, 'README.md', 'addons/README.md', 'addons/sale_xy/a.py')).toEqual({
      modules: [],
      versionBumps: [],
      requirementsChanged: false,
      warnings: [],
      updates: null,
    });
  });

  it('are all where it is not known what was deployed', () => {
    const { changePlan, modules: all } = plan({ before: null, after: modules });

    expect(all).toEqual(['sale_x', 'stock_x']);
    expect(changePlan).toEqual({
      modules: all,
      versionBumps: [],
      requirementsChanged: false,
      warnings: ['It is not known which commit was deployed before: every module counts as changed.'],
      updates: null,
    });
  });

  it('leave out what was removed, and say so', () => {
    const { changePlan } = plan({ before: { sale_x: manifest('1.0') } });

    expect(changePlan.modules).toEqual([]);
    expect(changePlan.warnings).toEqual([
      'sale_x was removed. Where it is installed, Odoo fails to load it: uninstall it before the deployment, which drops its columns and their data.',
    ]);
  });

  it('warn of what was renamed, whose data an uninstallation drops', () => {
    const files = (name: string) => ({
      [`${name}/__manifest__.py`]: manifest('1.0', `'name': '${name}'`),
      [`${name}/models/a.py`]: 'class A',
      [`${name}/views/a.xml`]: '<odoo/>',
    });

    const { changePlan } = planChanges(tree(files('sale_x')), tree(files('sale_y')), null);

    expect(changePlan.modules).toEqual(['sale_y']);
    expect(changePlan.warnings).toEqual([
      "sale_x was renamed to sale_y. Odoo takes sale_y for a new module: rename it in the database first (openupgradelib's rename_modules). Uninstalling sale_x drops its columns and their data.",
    ]);
  });

  it('leave out what was moved as it is', () => {
    const files = (folder: string) => ({
      [`${folder}sale_x/__manifest__.py`]: manifest('1.0'),
      [`${folder}sale_x/models/a.py`]: 'class A',
    });

    expect(planChanges(tree(files('')), tree(files('addons/')), null)).toMatchObject({
      modules: [],
      changePlan: { warnings: [] },
    });
  });

  it('hold what was moved, which is the same module as before', () => {
    const { changePlan } = plan({
      before: { sale_x: manifest('1.0') },
      after: { 'addons/sale_x': manifest('1.1') },
    });

    expect(changePlan).toEqual({
      modules: ['sale_x'],
      versionBumps: [{ module: 'sale_x', from: '1.0', to: '1.1' }],
      requirementsChanged: false,
      warnings: [],
      updates: null,
    });
  });

  it.each(['sale-x', 'x'.repeat(65)])('hold one that is called %s, as Odoo does', (name) => {
    expect(plan({ after: { [name]: manifest('1.0') } }).changePlan).toMatchObject({ modules: [name], warnings: [] });
  });

  it.each(['a,b', '$(id)', 'a b', '-x', 'é', 'x'.repeat(101)])('leave out one that is called %s', (name) => {
    const { changePlan } = plan({ files: [`${name}/a.py`], after: { [name]: manifest('1.0') } });

    expect(changePlan.modules).toEqual([]);
    expect(changePlan.warnings).toEqual([
      `${name}: Odoo cannot be told to update a module of this name, so it is not updated.`,
    ]);
  });

  it('leave out one that is not installable, with a warning where it was', () => {
    const off = manifest('1.0', "'installable': False");
    const change = { files: ['a/x.py', 'b/x.py'], after: { a: off, b: off } };

    const { changePlan } = plan({ ...change, before: { a: manifest('1.0'), b: off } });

    expect(changePlan.modules).toEqual([]);
    expect(changePlan.warnings).toEqual([
      'a is no longer installable. Where it is installed, Odoo fails to load it: uninstall it before.',
    ]);
  });

  it('hold one whose manifest cannot be read, with the reason for which the deployment fails', () => {
    const { changePlan, manifestInvalid } = plan({
      files: ['sale_x/models/a.py'],
      before: { sale_x: manifest('1.0') },
      after: { sale_x: "{'version': VERSION}" },
    });

    expect(changePlan).toEqual({
      modules: ['sale_x'],
      versionBumps: [],
      requirementsChanged: false,
      warnings: [
        'odoo_manifest_invalid: Odoo loads no module while it cannot read one. sale_x/__manifest__.py: line 1: holds more than plain values.',
      ],
      updates: null,
    });
    expect(manifestInvalid).toBe(changePlan.warnings[0]);
  });

  it('are told once where two folders hold the same name', () => {
    const { changePlan } = plan({
      files: ['a/sale_x/x.js', 'b/sale_x/x.js'],
      after: { 'a/sale_x': manifest('1.0'), 'b/sale_x': manifest('1.0') },
    });

    expect(changePlan.modules).toEqual(['sale_x']);
    expect(changePlan.warnings).toEqual(['sale_x is there 2 times: a/sale_x, b/sale_x. Odoo takes one of them.']);
  });
});

describe('a submodule', () => {
  const theirs = inFolders({ 'vendor/oca/sale_x': manifest('1.0') });
  const pointsTo = (commit: string) => ({ 'vendor/oca': commit });

  it('that is not there is warned of, and none of its modules counts as removed', () => {
    const after = tree({}, pointsTo('b'), ['vendor/oca']);

    const { changePlan } = planChanges(tree(theirs, pointsTo('a')), after, null);

    expect(changePlan).toMatchObject({ modules: [] });
    expect(changePlan.warnings).toEqual([
      'vendor/oca is a submodule that is not there: its modules are not known. Where they are installed, Odoo fails to load them.',
    ]);
  });

  it('whose earlier commit is not known has its modules updated, which is said', () => {
    const before = tree({}, pointsTo('a'), ['vendor/oca']);

    const { changePlan } = planChanges(before, tree(theirs, pointsTo('b')), null);

    expect(changePlan.modules).toEqual(['sale_x']);
    expect(changePlan.warnings).toEqual([
      'vendor/oca: the commit that was deployed before cannot be read, so every module of this submodule counts as changed.',
    ]);
  });

  it('that is gone without its modules being known is warned of', () => {
    const { changePlan } = planChanges(tree({}, pointsTo('a'), ['vendor/oca']), tree({}), null);

    expect(changePlan.warnings).toEqual([
      'vendor/oca was removed, a submodule whose modules are not known. Where they are installed, Odoo fails to load them.',
    ]);
  });

  it('has a module that the repository then has itself, which is no change', () => {
    const { changePlan } = planChanges(tree(theirs, pointsTo('a')), tree(inFolders({ sale_x: manifest('1.0') })), null);

    expect(changePlan).toMatchObject({ modules: [], warnings: [] });
  });
});

describe('a version', () => {
  const change = (files: readonly string[], from: string, to: string) =>
    plan({ files, before: { sale_x: from }, after: { sale_x: to } }).changePlan;

  it('that is raised is told, and nothing is warned of', () => {
    const { versionBumps, warnings } = change(['sale_x/models/a.py'], manifest('18.0.1.0.0'), manifest('18.0.1.0.1'));

    expect(versionBumps).toEqual([{ module: 'sale_x', from: '18.0.1.0.0', to: '18.0.1.0.1' }]);
    expect(warnings).toEqual([]);
  });

  it('that a manifest does not tell is 1.0, as Odoo takes it', () => {
    expect(change(['sale_x/__manifest__.py'], '{}', manifest('1.1')).versionBumps).toEqual([
      { module: 'sale_x', from: '1.0', to: '1.1' },
    ]);
  });

  it.each(['models/a.py', 'wizard/deep/a.py', 'report/a.py', 'views/a.xml'])(
    'that stays while %s changes is warned of',
    (file) => {
      const { warnings } = change([`sale_x/${file}`], manifest('1.0'), manifest('1.0'));

      expect(warnings).toEqual([
        `sale_x: ${file} changed, but the version is still 1.0. Raise it, so that every database is updated.`,
      ]);
    },
  );

  it.each(['controllers/main.py', 'tests/test_a.py', 'views/not_listed.xml', 'static/src/a.js', 'models.md'])(
    'may stay while %s changes',
    (file) => {
      expect(change([`sale_x/${file}`], manifest('1.0'), manifest('1.0')).warnings).toEqual([]);
    },
  );

  it('that stays while a view is no longer listed is warned of', () => {
    const { warnings } = change(['sale_x/views/a.xml'], manifest('1.0'), "{'version': '1.0'}");

    expect(warnings).toHaveLength(1);
  });

  it('that stays while many files change is warned of with the first three', () => {
    const files = ['a', 'b', 'c', 'd', 'e'].map((name) => `sale_x/models/${name}.py`);

    expect(change(files, manifest('1.0'), manifest('1.0')).warnings[0]).toContain(
      'models/a.py, models/b.py, models/c.py and 2 more changed',
    );
  });

  it.each([
    ['18.0.1.0.0', '18.0.1.0.0', '18.0.1.1.0'],
    ['1.0', '1.1', '18.0.1.2'],
    ['18.0.2.0.0', '18.0.2.1.0', '18.0.2.0.0'],
    ['1.0', '1.0', '0.0.0'],
  ])('from %s to %s leaves the migration of %s idle, which is said', (from, to, migration) => {
    const file = `migrations/${migration}/post-fix.py`;

    const { changePlan } = plan(
      { files: [`sale_x/${file}`], before: { sale_x: manifest(from) }, after: { sale_x: manifest(to) } },
      '18.0',
    );

    expect(changePlan.warnings).toEqual([
      `sale_x: ${file} does not run: Odoo runs migrations above version ${from}, up to ${to}. Raise the version to the migration's.`,
    ]);
  });

  it.each([
    ['18.0.1.0.0', '18.0.1.1.0', '18.0.1.1.0'],
    ['1.0', '1.2', '18.0.1.1'],
    ['1.0', '1.1', '0.0.0'],
  ])('from %s to %s runs the migration of %s', (from, to, migration) => {
    const { changePlan } = plan(
      {
        files: [`sale_x/migrations/${migration}/pre-fix.py`],
        before: { sale_x: manifest(from) },
        after: { sale_x: manifest(to) },
      },
      '18.0',
    );

    expect(changePlan.warnings).toEqual([]);
  });

  it('that goes down is warned of', () => {
    expect(change(['sale_x/models/a.py'], manifest('18.0.1.1.0'), manifest('18.0.1.0.9')).warnings).toEqual([
      'sale_x: the version goes down from 18.0.1.1.0 to 18.0.1.0.9. Odoo undoes nothing in the database for that.',
    ]);
  });

  it('may stay while a translation changes, whose update is explained', () => {
    expect(change(['sale_x/i18n/de.po'], manifest('1.0'), manifest('1.0'))).toMatchObject({
      modules: ['sale_x'],
      warnings: [
        'sale_x: i18n/de.po changed. An update adds translations, and keeps those that a database has unless it overwrites them.',
      ],
    });
  });

  it('of a new module is not compared', () => {
    const { changePlan } = plan({ files: ['sale_x/models/a.py'], after: { sale_x: manifest('1.0') } });

    expect(changePlan.warnings).toEqual([]);
  });
});

describe('requirements', () => {
  const modules = { 'addons/sale_x': manifest('1.0') };

  it.each(['requirements.txt', 'addons/requirements.txt', 'addons/sale_x/requirements.txt'])(
    'change with %s',
    (file) => {
      expect(planIn(modules, file).requirementsChanged).toBe(true);
    },
  );

  it.each(['odoo/requirements.txt', 'odoo/custom/dependencies/pip.txt', 'custom/dependencies/apt.txt'])(
    'change with %s',
    (file) => {
      expect(planIn(modules, file).requirementsChanged).toBe(true);
    },
  );

  it('of a doodba image are other repositories too, which is said', () => {
    expect(planIn(modules, 'odoo/custom/src/repos.yaml').warnings).toEqual([
      'odoo/custom/src/repos.yaml changed: build the image anew. Which modules of other repositories change is not known.',
    ]);
  });

  it.each(['docs/requirements.txt', 'addons/sale_x/tests/requirements.txt', 'test-requirements.txt'])(
    'do not change with %s',
    (file) => {
      expect(planIn(modules, file).requirementsChanged).toBe(false);
    },
  );

  it.each([
    ['change with', manifest('1.0'), manifest('1.0', "'external_dependencies': {'python': ['x']}"), true],
    ['stay with the same', manifest('1.0', "'external_dependencies': {}"), manifest('1.0'), false],
    ['are not compared with unreadable', '{', manifest('1.0', "'external_dependencies': {'python': ['x']}"), false],
  ])('%s external dependencies of a module', (_, before, after, changed) => {
    const { changePlan } = plan({
      files: ['sale_x/__manifest__.py'],
      before: { sale_x: before },
      after: { sale_x: after },
    });

    expect(changePlan.requirementsChanged).toBe(changed);
  });

  it('count as changed on a first deployment that has some', () => {
    expect(plan({ files: ['requirements.txt'], before: null, after: modules }).changePlan.requirementsChanged).toBe(
      true,
    );
    expect(
      plan({ files: ['docs/requirements.txt'], before: null, after: modules }).changePlan.requirementsChanged,
    ).toBe(false);
  });
});

describe('the series', () => {
  const mismatch = (odooVersion: string | null, ...versions: string[]) =>
    plan({ after: Object.fromEntries(versions.map((version, index) => [`m${index}`, manifest(version)])) }, odooVersion)
      .seriesMismatch;

  it('of another Odoo is told with the code, even of modules that did not change', () => {
    expect(mismatch('18.0', '18.0.1.0.0', '17.0.1.0.0', '16.0.2.0.0')).toBe(
      'odoo_series_mismatch: made for Odoo 16.0, 17.0, but the environment runs 18.0: m1, m2. ' +
        "Deploy a branch of that series, correct the environment's odooVersion, or deploy with ignoreSeries.",
    );
  });

  it.each([
    ['18.0', '18.0.1.2.3'],
    ['18.0', '1.0'],
    ['18.0', '17.0'],
    ['18.0', '17.0.1.0'],
    ['18.0', '17.0.1.0.0.1'],
    ['18.0', 'latest'],
    ['saas-18.2', 'saas~18.2.1.0.0'],
    [null, '17.0.1.0.0'],
  ])('%s goes with the version %s', (odooVersion, version) => {
    expect(mismatch(odooVersion, version)).toBeNull();
  });

  it('saas-18.2 is another than 18.2', () => {
    expect(mismatch('18.2', 'saas~18.2.1.0.0')).toContain('odoo_series_mismatch: ');
  });

  it('of modules that are not installable or cannot be read does not count', () => {
    const after = { a: manifest('17.0.1.0.0', "'installable': False"), b: '{' };

    expect(plan({ after }, '18.0').seriesMismatch).toBeNull();
  });

  it('stands among the warnings too, for a deployment that ignores it', () => {
    const { changePlan, seriesMismatch } = plan({ after: { a: manifest('17.0.1.0.0') } }, '18.0');

    expect(changePlan.warnings).toEqual([seriesMismatch]);
  });
});
