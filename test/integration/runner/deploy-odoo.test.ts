import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root, runCommand } from '../../run-command.ts';

const script = join(root, 'docs/deploy-odoo.sh');

// What the script does with a database is tested with PostgreSQL, in test/engines/odoo. Here is what it does before.
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ocore-deploy-odoo-'));
  for (const name of ['odoo-bin', 'pg_dump', 'pg_restore']) standIn(name, 'exit 0');
  standIn('psql', 'printf "no server is here\\n" >&2; exit 2');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (path: string, text: string): void => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const standIn = (name: string, commands: string): void => {
  write(`bin/${name}`, `#!/bin/sh\nprintf '%s\\n' ${name} >> '${folder}/calls'\n${commands}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
};
const calls = (): string => (existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8') : '');

const deploy = (more: Readonly<Record<string, string>> = {}, file = script) =>
  runCommand('sh', [file], {
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      OCORE_SOURCE_DIR: join(folder, 'source'),
      OCORE_COMMIT_SHA: 'a'.repeat(40),
      OCORE_CHANGED_MODULES: 'sale_x',
      OCORE_REPORT: join(folder, 'report.json'),
      ODOO_DATABASE: 'acme',
      ODOO_TARGET: join(folder, 'target'),
      ...more,
    },
  });

const badNames = ['a b', 'a;id', '$(id)', '`id`', '-u', 'a,--init=b', 'a,,b', ',a', 'a,', 'a/../b', "a'b", 'a\nb', 'é'];

describe('the settings of deploy-odoo.sh', () => {
  it.each([
    ['a commit id that is a path', { OCORE_COMMIT_SHA: '../../etc' }, 'is no commit id'],
    ['no commit', { OCORE_COMMIT_SHA: '' }, 'OCORE_COMMIT_SHA is not set'],
    ['no source', { OCORE_SOURCE_DIR: '' }, 'OCORE_SOURCE_DIR is not set: it is set by ocore runner'],
    ['a target that is relative', { ODOO_TARGET: 'here' }, 'must begin with a slash'],
    ['a target with a comma', { ODOO_TARGET: '/srv/a,b' }, 'must have no comma'],
    ['keeping no release', { ODOO_RELEASES: '0' }, 'ODOO_RELEASES must be a number from 1 on'],
    ['no database', { ODOO_DATABASE: '' }, 'name the database'],
    ['several databases', { ODOO_DATABASE: 'a,b' }, 'Give each of them an environment'],
    ['a database that is an option', { ODOO_DATABASE: '--help' }, 'ODOO_DATABASE must have letters'],
    ['a database that is a connection', { ODOO_DATABASE: 'host=x' }, 'ODOO_DATABASE must have letters'],
    ['a configuration that is not there', { ODOO_CONFIG: '/nowhere.conf' }, 'ODOO_CONFIG cannot be read'],
    ['folders that are not there', { ODOO_ADDONS: '/usr,/nowhere' }, 'ODOO_ADDONS names /nowhere'],
    ['a virtual environment that is none', { ODOO_VENV: '/nowhere' }, 'ODOO_VENV has no bin/python'],
    ['an Odoo that is not there', { ODOO_BIN: '/nowhere/odoo-bin' }, '/nowhere/odoo-bin is not there'],
    ['an unknown way of backup', { ODOO_BACKUP: 'tape' }, 'ODOO_BACKUP must be dump or none'],
    ['a switch that is neither', { ODOO_DRY_RUN: 'yes' }, 'ODOO_DRY_RUN must be 0 or 1'],
    ['a health check of no address', { ODOO_HEALTH_URL: 'x', ODOO_RESTART: 'true' }, 'ODOO_HEALTH_URL must begin'],
    ['a health check without a restart', { ODOO_HEALTH_URL: 'http://x' }, 'ODOO_HEALTH_URL needs ODOO_RESTART'],
    ['a stop without a restart', { ODOO_STOP: 'true' }, 'ODOO_STOP needs ODOO_RESTART'],
    ['two root modules', { OCORE_ROOT_MODULE: 'a,b' }, 'OCORE_ROOT_MODULE must be one name'],
    ['a root module that is a path', { OCORE_ROOT_MODULE: '../a' }, 'OCORE_ROOT_MODULE holds'],
    ['a name that is too long', { OCORE_UPDATE: 'x'.repeat(101) }, 'more than 100 characters'],
  ])('refuse %s', async (_, more, message) => {
    const { code, stderr } = await deploy(more);

    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(calls()).toBe('');
    expect(existsSync(join(folder, 'target'))).toBe(false);
  });

  it.each(['OCORE_CHANGED_MODULES', 'OCORE_UPDATE'])('refuse names in %s that no module can have', async (variable) => {
    for (const names of badNames) {
      const { code, stderr } = await deploy({ [variable]: names });

      expect([code, stderr]).toEqual([1, expect.stringContaining(`${variable} holds`)]);
    }
    expect(calls()).toBe('');
  });

  it('are told all at once, to the log and to the runner', async () => {
    const { stderr } = await deploy({ ODOO_DATABASE: 'a,b', ODOO_TARGET: 'here', ODOO_RELEASES: 'x' });

    expect(stderr.trimEnd().split('\n')).toHaveLength(4);
    const { statusReason } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    for (const setting of ['ODOO_DATABASE', 'ODOO_TARGET', 'ODOO_RELEASES']) expect(statusReason).toContain(setting);
  });

  it('may hold names with a hyphen and of 100 characters', async () => {
    const { stderr } = await deploy({ OCORE_CHANGED_MODULES: `a-b,${'x'.repeat(100)}`, OCORE_ROOT_MODULE: 'a-b' });

    expect(stderr).toContain('no server is here');
  });

  it('come from the file beside the script', async () => {
    write('here/deploy-odoo.sh', readFileSync(script, 'utf8'));
    write('here/deploy-odoo.env', "ODOO_DATABASE='from a file'\n");

    const { stderr } = await deploy({}, join(folder, 'here/deploy-odoo.sh'));

    expect(stderr).toContain('ODOO_DATABASE must have letters, digits and _.- alone, not be from a file.');
  });

  it('end the deployment before anything where the database cannot be opened', async () => {
    const { code, stderr } = await deploy();

    expect(code).toBe(1);
    expect(stderr).toContain('The database acme cannot be opened, and none is created: no server is here');
    expect(calls()).toBe('psql\n');
    expect(existsSync(join(folder, 'target'))).toBe(false);
  });

  it('of ODOO_CONFIG for the database reach psql, and those that say False do not', async () => {
    standIn('psql', 'env | grep ^PG | sort >&2; exit 2');
    write(
      'odoo.conf',
      '[other]\ndb_host = wrong\n[options]\n; db_host = wrong\ndb_host = db.example.com\ndb_port = False\ndb_user=o\ndb_password = a=b c\n',
    );

    const { stderr } = await deploy({ ODOO_CONFIG: join(folder, 'odoo.conf'), PGPORT: '6543' });

    for (const one of ['PGHOST=db.example.com', 'PGPORT=6543', 'PGUSER=o', 'PGPASSWORD=a=b c', 'PGDATABASE=acme']) {
      expect(stderr).toContain(one);
    }
  });
});

describe('deploy-odoo.sh --check', () => {
  const check = (more: Readonly<Record<string, string>> = {}, file = script) =>
    runCommand('sh', [file, '--check'], {
      env: {
        PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
        ODOO_DATABASE: 'acme',
        ODOO_TARGET: join(folder, 'target'),
        OCORE_COMMIT_SHA: undefined,
        OCORE_SOURCE_DIR: undefined,
        ...more,
      },
    });

  it('proves the settings, the database and Odoo without a commit, and makes nothing', async () => {
    standIn('psql', 'cat > /dev/null; echo t');
    standIn('odoo-bin', 'test "$*" = --version && echo "Odoo Server 18.0"');

    const { code, stdout, stderr } = await check();

    expect(code, stderr).toBe(0);
    expect(stdout).toBe('The database acme is one of Odoo.\nOdoo starts: Odoo Server 18.0\n');
    expect(existsSync(join(folder, 'target'))).toBe(false);
    expect(existsSync(join(folder, 'report.json'))).toBe(false);
  });

  it.each([
    ['settings that are not right', { ODOO_DATABASE: 'a,b' }, 'exit 0', 'echo 18', 'ODOO_DATABASE names several'],
    ['a database that cannot be opened', {}, 'echo gone >&2; exit 2', 'echo 18', 'cannot be opened'],
    ['a database of another program', {}, 'cat > /dev/null; echo f', 'echo 18', 'is not one of Odoo'],
    [
      'an Odoo that does not start',
      {},
      'cat > /dev/null; echo t',
      'echo "no lxml" >&2; exit 1',
      'does not start: no lxml',
    ],
    [
      'a role that may not make the way back',
      { ODOO_BACKUP: 'dump' },
      'grep -q pg_roles && echo f || echo t',
      'echo 18',
      'CREATEDB',
    ],
  ])('finds %s', async (_, more, psql, odoo, message) => {
    mkdirSync(join(folder, 'target'));
    standIn('psql', psql);
    standIn('odoo-bin', odoo);

    const { code, stderr } = await check(more);

    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  it('leaves a database whose Compose file comes with the commit to the first deployment', async () => {
    standIn('docker', 'test "$1" = version || test "$1 $2" = "compose version"');

    const { code, stdout, stderr } = await check(
      { ODOO_COMPOSE_PROJECT: 'acme' },
      join(root, 'docs/deploy-odoo-docker.sh'),
    );

    expect(code, stderr).toBe(0);
    expect(stdout).toContain('is looked at by the first deployment');
  });
});
