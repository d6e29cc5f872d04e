import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root, runCommand } from '../../run-command.ts';

const script = join(root, 'docs/deploy-odoo.sh');
const sha = 'a'.repeat(40);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-deploy-odoo-'));
  // Each stand-in writes what it was called with, one argument a line.
  standIn('bin/odoo-bin', 'odoo');
  standIn('venv/bin/python', 'pip');
  writeSource({ 'README.md': 'x', '.git/config': 'x' });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text: string): void => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const writeSource = (files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) write(`source/${path}`, text);
};
const standIn = (path: string, name: string, status = 0): void => {
  write(path, `#!/bin/sh\nprintf '%s\\n' "$@" -- >> '${folder}/${name}.calls'\nexit ${status}\n`);
  chmodSync(join(folder, path), 0o755);
};
/** What a stand-in was called with, call by call. */
const calls = (name: string): string[][] => {
  const file = join(folder, `${name}.calls`);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('--\n')
    .slice(0, -1)
    .map((call) => call.trimEnd().split('\n'));
};

const deploy = (modules: string, more: Readonly<Record<string, string>> = {}) =>
  runCommand('sh', [script], {
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      OCORE_SOURCE_DIR: join(folder, 'source'),
      OCORE_COMMIT_SHA: sha,
      OCORE_CHANGED_MODULES: modules,
      ODOO_DATABASE: 'acme',
      ODOO_TARGET: join(folder, 'target'),
      ...more,
    },
  });
const release = (id = sha): string => join(folder, 'target/releases', id);

describe('deploy-odoo.sh', () => {
  it('updates exactly the modules that changed, with the folders of the new code', async () => {
    writeSource({ 'sale_x/__manifest__.py': '{}', 'addons/stock_x/__openerp__.py': '{}' });

    const { code, stdout } = await deploy('sale_x,stock_x', {
      ODOO_CONFIG: '/etc/odoo.conf',
      ODOO_ADDONS: '/opt/odoo',
    });

    expect(code).toBe(0);
    expect(calls('odoo')).toEqual([
      [
        ...['-d', 'acme', '-u', 'sale_x,stock_x', '--stop-after-init', '--no-http'],
        `--addons-path=/opt/odoo,${release()},${release()}/addons`,
        ...['-c', '/etc/odoo.conf'],
      ],
    ]);
    expect(stdout).toContain(`Deployed ${sha}`);
  });

  it('updates nothing where no module changed, but brings the code', async () => {
    const { code } = await deploy('');

    expect(code).toBe(0);
    expect(calls('odoo')).toEqual([]);
    expect(readFileSync(join(folder, 'target/current/README.md'), 'utf8')).toBe('x');
    expect(existsSync(join(folder, 'target/current/.git'))).toBe(false);
  });

  it.each([
    ['changed', 'sale_x,stock_x', 'sale_x,stock_x'],
    ['', 'sale_x', 'sale_x'],
    ['all', 'sale_x', 'all'],
    ['all', '', 'all'],
    ['crm_x', '', 'crm_x'],
    ['crm_x,base', 'sale_x', 'crm_x,base,sale_x'],
    ['sale_x,crm_x', 'sale_x', 'sale_x,crm_x'],
  ])('updates what OCORE_UPDATE=%j asks for where %j changed: %s', async (update, modules, updated) => {
    const { code } = await deploy(modules, { OCORE_UPDATE: update });

    expect(code).toBe(0);
    expect(calls('odoo').map((call) => call[call.indexOf('-u') + 1])).toEqual([updated]);
  });

  it.each(['a b', '$(id)', '-u', 'a,--init=b', 'a,,b'])(
    'refuses OCORE_UPDATE=%j before it does anything',
    async (update) => {
      const { code, stderr } = await deploy('sale_x', { OCORE_UPDATE: update });

      expect(code).toBe(1);
      expect(stderr).toContain('OCORE_UPDATE holds');
      expect(calls('odoo')).toEqual([]);
      expect(existsSync(join(folder, 'target'))).toBe(false);
    },
  );

  it.each(['a b', 'a;id', '$(id)', '`id`', '-u', 'a,--init=b', 'a,,b', ',a', 'a,', 'a/../b', "a'b", 'a\nb', 'é'])(
    'refuses the module name %j before it does anything',
    async (modules) => {
      const { code, stderr } = await deploy(modules);

      expect(code).toBe(1);
      expect(stderr).toContain('OCORE_CHANGED_MODULES holds');
      expect(calls('odoo')).toEqual([]);
      expect(existsSync(join(folder, 'target'))).toBe(false);
    },
  );

  it.each([
    ['a commit id that is a path', { OCORE_COMMIT_SHA: '../../etc' }, 'is no commit id'],
    ['a target that is relative', { ODOO_TARGET: 'here' }, 'must begin with a slash'],
    ['keeping no release', { ODOO_RELEASES: '0' }, 'must be a number from 1 on'],
    ['no database', { ODOO_DATABASE: '' }, 'name the database'],
    ['no source', { OCORE_SOURCE_DIR: '' }, 'is set by ocore runner'],
  ])('refuses %s', async (_, more, message) => {
    const { code, stderr } = await deploy('sale_x', more);

    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
    expect(calls('odoo')).toEqual([]);
  });

  it('keeps the old code running and fails where the update fails', async () => {
    await deploy('');
    standIn('bin/odoo-bin', 'odoo', 3);

    const { code } = await deploy('sale_x', { OCORE_COMMIT_SHA: 'b'.repeat(40), ODOO_RESTART: 'touch restarted' });

    expect(code).toBe(3);
    expect(readlinkSync(join(folder, 'target/current'))).toBe(`releases/${sha}`);
  });

  it('restarts the server after the update', async () => {
    const { code } = await deploy('sale_x', { ODOO_RESTART: `cp '${folder}/odoo.calls' '${folder}/restarted.calls'` });

    expect(code).toBe(0);
    expect(calls('restarted')).toHaveLength(1);
  });

  it('installs the requirements of the root, of folders with modules and of modules, and no others', async () => {
    writeSource({
      'addons/sale_x/__manifest__.py': '{}',
      'requirements.txt': 'a',
      'addons/requirements.txt': 'b',
      'addons/sale_x/requirements.txt': 'c',
      'docs/requirements.txt': 'd',
    });

    await deploy('sale_x', { ODOO_VENV: join(folder, 'venv') });

    expect(calls('pip').map((call) => call.at(-1))).toEqual(
      ['', '/addons', '/addons/sale_x'].map((path) => `${release()}${path}/requirements.txt`),
    );
    expect(calls('pip')[0]?.slice(0, 3)).toEqual(['-m', 'pip', 'install']);
  });

  it('stops where the requirements cannot be installed', async () => {
    writeSource({ 'requirements.txt': 'a' });
    standIn('venv/bin/python', 'pip', 1);

    const { code } = await deploy('sale_x', { ODOO_VENV: join(folder, 'venv') });

    expect(code).toBe(1);
    expect(calls('odoo')).toEqual([]);
    expect(existsSync(join(folder, 'target/current'))).toBe(false);
  });

  it('takes no module within a module, and none below a hidden folder, for one of the addons path', async () => {
    writeSource({
      'sale_x/__manifest__.py': '{}',
      'sale_x/tests/fake/__manifest__.py': '{}',
      'sale_x/nested/__manifest__.py': '{}',
      '.venv/lib/x/__manifest__.py': '{}',
    });

    await deploy('sale_x');

    expect(calls('odoo')[0]?.at(-1)).toBe(`--addons-path=${release()},${release()}/sale_x/tests`);
  });

  it.each([
    ['a,b/sale_x/__manifest__.py', 'has a comma in its name'],
    ['a\n/etc/sale_x/__manifest__.py', 'has a line break in its name'],
  ])('refuses the folder of %j', async (path, message) => {
    writeSource({ [path]: '{}' });

    const { code, stderr } = await deploy('sale_x');

    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(calls('odoo')).toEqual([]);
  });

  it('deploys the same commit again, and replaces what was left half done', async () => {
    write('target/releases/incoming/half', 'x');

    const codes = [(await deploy('sale_x')).code, (await deploy('sale_x')).code];

    expect(codes).toEqual([0, 0]);
    expect(readdirSync(join(folder, 'target/releases'))).toEqual([sha]);
    expect(existsSync(join(release(), 'half'))).toBe(false);
  });

  it('keeps the newest releases, and the current one always', async () => {
    const ids = ['1', '2', '3', '4'].map((digit) => digit.repeat(40));
    for (const [index, id] of ids.entries()) {
      write(`target/releases/${id}/x`, id);
      utimesSync(release(id), 1000 + index, 1000 + index);
    }

    await deploy('', { ODOO_RELEASES: '2' });

    expect(readdirSync(join(folder, 'target/releases')).sort()).toEqual([ids[3], sha].sort());
  });

  it('takes its settings from the file beside it', async () => {
    write('here/deploy-odoo.sh', readFileSync(script, 'utf8'));
    write('here/deploy-odoo.env', `ODOO_DATABASE=other\nODOO_TARGET='${folder}/elsewhere'\n`);

    const { code } = await runCommand('sh', [join(folder, 'here/deploy-odoo.sh')], {
      env: {
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
        OCORE_SOURCE_DIR: join(folder, 'source'),
        OCORE_COMMIT_SHA: sha,
        OCORE_CHANGED_MODULES: 'sale_x',
      },
    });

    expect(code).toBe(0);
    expect(calls('odoo')[0]?.slice(0, 2)).toEqual(['-d', 'other']);
    expect(existsSync(join(folder, 'elsewhere/current/README.md'))).toBe(true);
  });
});
