import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Postgres } from '../postgres.ts';
import { commits, manifest, OdooHost } from './odoo-host.ts';

let postgres: Postgres;
beforeAll(() => {
  postgres = Postgres.start();
});
afterAll(() => postgres?.stop());

let host: OdooHost;
beforeEach(() => {
  host = new OdooHost(postgres, ['sale_x', 'stock_x']);
});
afterEach(() => host.remove());

/** A commit with two modules and what their updates load. */
const source = (sale: string, stock = 'one', more: Readonly<Record<string, string>> = {}): void =>
  host.source({
    'sale_x/__manifest__.py': manifest(),
    'sale_x/data.txt': sale,
    'addons/stock_x/__manifest__.py': manifest("'data': ['static/a.xml']"),
    'addons/stock_x/data.txt': stock,
    ...more,
  });

/** A database that was deployed with the first commit. */
const deployed = async (): Promise<void> => {
  source('one');
  expect((await host.deploy(commits.first)).code).toBe(0);
};

describe('deploy-odoo.sh and what the database has', () => {
  it('updates all modules of the release where the database does not say what it has, and notes it', async () => {
    source('one');

    const { code } = await host.deploy(commits.first);

    expect(code).toBe(0);
    expect(host.updates()).toEqual(['sale_x,stock_x']);
    expect(host.data()).toBe('sale_x=one stock_x=one');
    expect(host.marker()).toEqual({
      commit: commits.first,
      modules: { sale_x: expect.stringMatching(/^[0-9a-f]{64}$/), stock_x: expect.stringMatching(/^[0-9a-f]{64}$/) },
      open: [],
      attempt: expect.stringMatching(/^\d+-\d+$/),
    });
  });

  it('updates what differs from the hashes of the database, without a plan', async () => {
    await deployed();
    source('two');

    await host.deploy(commits.second);

    expect(host.updates()).toEqual(['sale_x,stock_x', 'sale_x']);
    expect(host.report()).toEqual({
      updates: [{ module: 'sale_x', reason: 'changed' }],
      warnings: [],
      statusReason: null,
    });
  });

  it('loads the new code without an update where nothing of the modules changed', async () => {
    await deployed();
    source('one', 'one', {
      'README.md': 'x',
      'sale_x/README.rst': 'x',
      'sale_x/static/a.js': 'x',
      'sale_x/tests/a.py': 'x',
      'sale_x/i18n/sale_x.pot': 'x',
    });

    const { code, stdout } = await host.deploy(commits.second);

    expect(code).toBe(0);
    expect(stdout).toContain('No module is to be updated.');
    expect(host.updates().slice(1)).toEqual([null]);
    expect(host.marker()).toMatchObject({ commit: commits.second, open: [] });
  });

  it('updates for a static file that the manifest names', async () => {
    await deployed();
    source('one', 'one', { 'addons/stock_x/static/a.xml': 'x' });

    await host.deploy(commits.second);

    expect(host.updates().slice(1)).toEqual(['stock_x']);
  });

  it('takes a module that only moved for the same', async () => {
    await deployed();
    host.source({
      'moved/sale_x/__manifest__.py': manifest(),
      'moved/sale_x/data.txt': 'one',
      'stock_x/__manifest__.py': manifest("'data': ['static/a.xml']"),
      'stock_x/data.txt': 'one',
    });

    await host.deploy(commits.second);

    expect(host.updates().slice(1)).toEqual([null]);
  });

  it('updates what a restored dump has not: fault 4', async () => {
    await deployed();
    const marker = host.sql(`select value from ir_config_parameter`);
    source('two', 'two');
    await host.deploy(commits.second);
    host.sql(`update ir_config_parameter set value = $$${marker}$$; update module_data set value = 'one'`);

    await host.deploy(commits.second);

    expect(host.updates().slice(1)).toEqual(['sale_x,stock_x', 'sale_x,stock_x']);
    expect(host.data()).toBe('sale_x=two stock_x=two');
  });

  it('updates the modules of a failed attempt again, also after a revert: fault 1', async () => {
    await deployed();
    source('two', 'two', { 'addons/stock_x/fails': '' });
    const failed = await host.deploy(commits.second, { OCORE_CHANGED_MODULES: 'sale_x,stock_x', ODOO_BACKUP: 'none' });
    expect(failed.code).toBe(255);
    expect(host.data()).toBe('sale_x=two stock_x=one');
    expect(host.marker()).toMatchObject({ commit: commits.first, open: ['sale_x', 'stock_x'] });
    source('one');

    const { code } = await host.deploy(commits.third);

    expect(code).toBe(0);
    expect(host.data()).toBe('sale_x=one stock_x=one');
    expect(host.report()).toMatchObject({
      updates: [
        { module: 'sale_x', reason: 'open' },
        { module: 'stock_x', reason: 'open' },
      ],
    });
    expect(host.marker()).toMatchObject({ commit: commits.third, open: [] });
  });

  it('takes up what Odoo itself left half done', async () => {
    await deployed();
    host.sql(`update ir_module_module set state = 'to upgrade' where name = 'stock_x'`);

    const { code } = await host.deploy(commits.first);

    expect(code).toBe(0);
    expect(host.updates().slice(1)).toEqual(['stock_x']);
  });

  it.each([
    ['all', 'all', { module: 'all', reason: 'requested' }],
    ['sale_x', 'sale_x', { module: 'sale_x', reason: 'requested' }],
  ])('updates what OCORE_UPDATE=%s asks for', async (update, updated, reported) => {
    await deployed();

    await host.deploy(commits.first, { OCORE_UPDATE: update });

    expect(host.updates().slice(1)).toEqual([updated]);
    expect(host.report()).toMatchObject({ updates: [reported] });
  });

  it('updates each module once where several reasons name it', async () => {
    await deployed();
    source('two', 'two');

    await host.deploy(commits.second, { OCORE_UPDATE: 'stock_x', OCORE_CHANGED_MODULES: 'sale_x,stock_x' });

    expect(host.updates().slice(1)).toEqual(['sale_x,stock_x']);
    expect(host.report()).toMatchObject({
      updates: [
        { module: 'sale_x', reason: 'changed' },
        { module: 'stock_x', reason: 'requested' },
      ],
    });
  });

  it('says which of the modules that were asked for is not installed', async () => {
    await deployed();

    await host.deploy(commits.first, { OCORE_UPDATE: 'crm_x' });

    expect(host.report()).toMatchObject({
      updates: [],
      warnings: ['crm_x is to be updated, and acme has it not installed.'],
    });
  });

  it('takes a marker that cannot be read for none', async () => {
    await deployed();
    host.sql(`update ir_config_parameter set value = 'x'`);

    const { code } = await host.deploy(commits.first);

    expect(code).toBe(0);
    expect(host.updates().slice(1)).toEqual(['sale_x,stock_x']);
    expect(host.marker()).toMatchObject({ commit: commits.first, open: [] });
  });

  it('takes names with a hyphen and of 100 characters', async () => {
    const names = ['a-b', 'x'.repeat(100)];
    for (const name of names) host.install(name);
    host.source(Object.fromEntries(names.map((name) => [`${name}/__manifest__.py`, manifest()])));
    host.sql(`delete from ir_module_module where name in ('sale_x', 'stock_x')`);

    const { code } = await host.deploy(commits.first, { OCORE_CHANGED_MODULES: names.join(',') });

    expect(code).toBe(0);
    expect(host.updates()).toEqual([names.join(',')]);
  });

  it('leaves it to Odoo to install what an installed module depends on from now on', async () => {
    await deployed();
    source('one', 'one', {
      'sale_x/__manifest__.py': manifest("'depends': ['crm_x']"),
      'crm_x/__manifest__.py': manifest(),
    });

    const { code } = await host.deploy(commits.second);

    expect(code).toBe(0);
    expect(host.sql(`select state from ir_module_module where name = 'crm_x'`)).toBe('installed');
    expect(host.report()).toMatchObject({ updates: [{ module: 'sale_x', reason: 'changed' }] });
  });

  it('overwrites translations where it is told to', async () => {
    source('one');

    await host.deploy(commits.first, { ODOO_I18N_OVERWRITE: '1' });

    expect(host.calls('odoo')[0]).toContain('--i18n-overwrite');
  });

  it('prints what it would do in a dry run, and changes nothing', async () => {
    await deployed();
    source('two', 'one', { 'requirements.txt': 'x' });

    const { code, stdout } = await host.deploy(commits.second, {
      ODOO_DRY_RUN: '1',
      ODOO_VENV: `${host.folder}/venv`,
    });

    expect(code).toBe(0);
    expect(stdout).toContain('modules: sale_x\n    sale_x (changed)');
    expect(stdout).toContain('dump before: yes');
    expect(host.current()).toBe(`releases/${commits.first}`);
    expect([host.updates().length, host.restarts().length, host.calls('pip')]).toEqual([1, 1, []]);
    expect(host.marker()).toMatchObject({ commit: commits.first, open: [] });
  });
});
