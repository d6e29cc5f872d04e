import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, runCommand } from '../../run-command.ts';
import { calls, deploy, folder, script, standIn, useBench, write } from './deploy-odoo-bench.ts';

useBench();

describe('the settings of deploy-odoo.sh', () => {
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
    expect(stdout).toBe(
      'The database acme is one of Odoo.\nOdoo starts: Odoo Server 18.0\nModules are chosen by: hashes\n',
    );
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
