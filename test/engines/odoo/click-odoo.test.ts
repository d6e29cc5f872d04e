import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../run-command.ts';
import { Postgres } from '../postgres.ts';
import { commits, manifest, OdooHost, twoModules } from './odoo-host.ts';

// The real click-odoo-update, on what stands in for the package of Odoo.
const programs = mkdtempSync(join(tmpdir(), 'ocore-click-odoo-'));
const python = join(programs, 'bin/python');
let postgres: Postgres;
let host: OdooHost;

/** A commit with two modules and what their updates load. */
const source = (value: string, more: Readonly<Record<string, string>> = {}): void =>
  host.source({ ...twoModules(value), ...more });

const deploy = (commit: string, more: Readonly<Record<string, string>> = {}) =>
  host.deploy(commit, { ODOO_VENV: join(host.folder, 'venv'), ...more });

/** How the real one is run, noted; before it the shell's commands. */
const clickOdoo = (commands = ''): void =>
  host.standIn(
    'venv/bin/click-odoo-update',
    `printf '%s\\n' "$@" -- >> '${host.folder}/click.calls'\n${commands}\nexec '${programs}/bin/click-odoo-update' "$@"`,
  );

/** What click-odoo-update keeps in the database. */
const checksums = (): string =>
  host.sql(`select value from ir_config_parameter where key = 'module_auto_update.installed_checksums'`);
/** What Odoo was told to update since the database was laid. */
const updates = (): (string | null)[] => host.updates();

beforeAll(async () => {
  execFileSync('python3', ['-m', 'venv', programs]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary', ':all:', '--require-hashes'];
  execFileSync(python, [...pip, '-r', join(root, 'test/engines/python/click-odoo.txt')]);
  postgres = Postgres.start();
  host = new OdooHost(postgres, ['sale_x', 'stock_x']);
  host.sql(`create table res_lang (code text, active boolean); insert into res_lang values ('fr_FR', true)`);
  cpSync(join(root, 'test/engines/odoo/odoo-package'), join(host.folder, 'odoo'), { recursive: true });
  clickOdoo();
  source('one');
  expect((await deploy(commits.first)).code).toBe(0);
  postgres.sql('postgres', 'create database deployed template acme');
  cpSync(join(host.folder, 'target'), join(host.folder, 'deployed'), { recursive: true, verbatimSymlinks: true });
});
afterAll(() => {
  host?.remove();
  postgres?.stop();
  rmSync(programs, { recursive: true, force: true });
});

beforeEach(() => {
  postgres.sql('postgres', 'drop database acme with (force)', 'postgres');
  postgres.sql('postgres', 'create database acme template deployed');
  for (const path of ['target', 'odoo.calls', 'click.calls']) {
    rmSync(join(host.folder, path), { recursive: true, force: true });
  }
  cpSync(join(host.folder, 'deployed'), join(host.folder, 'target'), { recursive: true, verbatimSymlinks: true });
  clickOdoo();
  source('one');
});

describe('deploy-odoo.sh with click-odoo-update', () => {
  it('leaves the choice to it, keeps its checksums, and notes that they are kept', async () => {
    expect(Object.keys(JSON.parse(checksums())).sort()).toEqual(['sale_x', 'stock_x']);
    expect(host.marker()).toMatchObject({ commit: commits.first, open: [], checksums: true });
    // Odoo's own hashes pass over a README; those of click-odoo-update do not. The plan's modules are not asked.
    source('one', { 'sale_x/README.md': 'x', 'stock_x/static/a.js': 'x', 'stock_x/tests/test_a.py': 'x' });

    const { code } = await deploy(commits.second, { OCORE_CHANGED_MODULES: 'stock_x' });

    expect(code).toBe(0);
    expect(updates()).toEqual(['sale_x']);
    expect(host.report()).toMatchObject({ updates: [{ module: 'sale_x', reason: 'changed' }] });
    await deploy(commits.third);
    expect(updates()).toEqual(['sale_x', null]);
  });

  it.each([
    ['with a dump the database is as before', 'dump', 'sale_x=one stock_x=one', null],
    ['without one its modules are open', 'none', 'sale_x=two stock_x=one', 'sale_x,stock_x'],
  ])('is right after a migration that raises and its revert: %s', async (_what, backup, between, mended) => {
    const before = checksums();
    source('two', { 'stock_x/fails': '' });

    const { code } = await deploy(commits.second, { ODOO_BACKUP: backup });

    expect(code).toBe(255);
    expect([host.data(), checksums()]).toEqual([between, before]);
    source('one');
    expect((await deploy(commits.third, { ODOO_BACKUP: backup })).code).toBe(0);
    expect(updates()).toEqual(['sale_x,stock_x', mended]);
    expect(host.data()).toBe('sale_x=one stock_x=one');
  });

  it('fails for an installed module that is removed, though nothing is to be updated', async () => {
    host.source({ 'sale_x/__manifest__.py': manifest(), 'sale_x/data.txt': 'one' });

    const { code } = await deploy(commits.second);

    expect(code).toBe(1);
    expect(updates()).toEqual([null]);
    expect(host.report()).toMatchObject({ statusReason: expect.stringContaining('stock_x') });
    expect(host.current()).toBe(`releases/${commits.first}`);
  });

  it('fails for an installed module that is not installable any more', async () => {
    const before = checksums();
    source('two', { 'stock_x/__manifest__.py': manifest("'installable': False") });

    const { code } = await deploy(commits.second);

    expect(code).toBe(1);
    expect(updates()).toEqual(['sale_x']);
    expect(host.report()).toMatchObject({ statusReason: expect.stringContaining('stock_x: not installable') });
    expect([host.data(), checksums()]).toEqual(['sale_x=one stock_x=one', before]);
  });

  it('updates all that is installed where a restored dump has no checksums, and what was asked for besides', async () => {
    host.sql(`delete from ir_config_parameter; insert into ir_module_module values ('crm_x', 'installed')`);
    host.write('more/crm_x/__manifest__.py', manifest());
    host.write('odoo.conf', '[options]\n');
    const more = {
      ODOO_ADDONS: join(host.folder, 'more'),
      ODOO_CONFIG: join(host.folder, 'odoo.conf'),
      OCORE_UPDATE: 'stock_x',
    };

    const { code, stdout, stderr } = await deploy(commits.second, { ...more, ODOO_DRY_RUN: '1' });

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('crm_x (changed)\n    sale_x (changed)\n    stock_x (requested)\n  chosen by: click-odoo');
    expect([updates(), host.sql('select count(*) from ir_config_parameter')]).toEqual([[], '0']);
    expect((await deploy(commits.second, { ...more, OCORE_UPDATE: 'all', ODOO_IGNORE_CORE: '1' })).code).toBe(0);
    expect(updates()).toEqual(['all']);
    const calls = host.calls('click').filter((call) => call[0] !== '--help');
    expect(calls.map((call) => call.includes('--ignore-core-addons'))).toEqual([false, true, true]);
    expect(calls.every((call) => call.includes(more.ODOO_CONFIG))).toBe(true);
    expect(Object.keys(JSON.parse(checksums())).sort()).toEqual(['crm_x', 'sale_x', 'stock_x']);
  });

  it('takes its choice where it cannot load the new code yet, and what Odoo had left half done', async () => {
    host.sql(`update ir_module_module set state = 'to upgrade' where name = 'stock_x'`);
    source('one', { 'sale_x/data.txt': 'two', 'sale_x/ahead': '' });

    const { code } = await deploy(commits.second);

    expect(code).toBe(0);
    expect(host.report()).toMatchObject({
      updates: [
        { module: 'sale_x', reason: 'changed' },
        { module: 'stock_x', reason: 'open' },
      ],
    });
  });

  it('sees modules that the requirements bring', async () => {
    host.write('more/sale_x/__manifest__.py', manifest());
    host.standIn('other/bin/python', `printf new > '${host.folder}/more/sale_x/data.txt'`);
    cpSync(join(host.folder, 'venv/bin/click-odoo-update'), join(host.folder, 'other/bin/click-odoo-update'));
    host.source({ 'stock_x/__manifest__.py': manifest(), 'stock_x/data.txt': 'one', 'requirements.txt': 'x' });

    const { code } = await deploy(commits.second, {
      ODOO_VENV: join(host.folder, 'other'),
      ODOO_ADDONS: join(host.folder, 'more'),
    });

    expect(code).toBe(0);
    expect(host.data()).toBe('sale_x=new stock_x=one');
  });

  it('does not trust checksums that a deployment without it has left behind', async () => {
    source('two');
    expect((await deploy(commits.second, { ODOO_CHOICE: 'hashes' })).code).toBe(0);
    expect([host.calls('click'), host.data()]).toEqual([[], 'sale_x=two stock_x=two']);
    source('one');

    await deploy(commits.third);

    expect(host.data()).toBe('sale_x=one stock_x=one');
    expect(host.marker()).toMatchObject({ checksums: true });
  });

  it('goes back where the checksums cannot be noted', async () => {
    clickOdoo(`case "$1" in --only*) echo disk full; exit 1 ;; esac`);
    source('two');

    const { code } = await deploy(commits.second);

    expect(code).toBe(1);
    expect(host.report()).toMatchObject({ statusReason: expect.stringContaining('note its checksums: disk full') });
    expect(host.data()).toBe('sale_x=one stock_x=one');
  });

  it.each([
    ['does not start', 'exit 1', /does not start, or is older than 1\.21/],
    ['is too old', `case "$1" in --help) echo --list-only; exit ;; esac`, /does not start, or is older than 1\.21/],
    ['tells nothing', `case "$1" in --list-only) echo no Odoo; exit ;; esac`, /tell what it would update: no Odoo/],
    [
      'names what is no module',
      `case "$1" in --list-only) printf '%s\\n' \\
  'a click_odoo_contrib.update: Updating addons for their hash changed: -x. ' \\
  'a click_odoo_contrib.update: List-only selected' ; exit ;; esac`,
      /click-odoo-update holds a name that begins with a dash/,
    ],
  ])('fails before it does anything where that %s', async (_what, commands, message) => {
    clickOdoo(commands);

    const { code } = await deploy(commits.second);

    expect(code).toBe(1);
    expect(host.report()).toMatchObject({ statusReason: expect.stringMatching(message) });
    expect(updates()).toEqual([]);
  });
});

describe('a checksum of click-odoo-update', () => {
  it('counts what docs/odoo.md says', () => {
    host.source({ 'sale_x/__manifest__.py': manifest() });
    const script = `import sys
from click_odoo_contrib import update
from click_odoo_contrib._addon_hash import addon_hash
import os
top, *files = sys.argv[1:]
of = lambda: addon_hash(top, update.DEFAULT_EXCLUDE_PATTERNS.split(","), ["fr_FR"])
before = of()
for file in files:
    path = os.path.join(top, file)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    open(path, "w").close()
    print(of() != before and file or "")
    os.remove(path)`;
    const counted = ['README.rst', 'models/a.py', 'views/a.xml', 'i18n/fr.po', 'i18n/fr_CA.po', 'doc/index.rst'];
    const passedOver = ['i18n/de.po', 'i18n/sale_x.pot', 'static/src/a.xml', 'tests/test_a.py', 'models/a.pyc'];

    const told = execFileSync(python, ['-c', script, join(host.folder, 'source/sale_x'), ...counted, ...passedOver], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: host.folder },
    });

    expect(told.split('\n').filter((line) => line !== '')).toEqual(counted);
  });
});
