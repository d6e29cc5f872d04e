import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Postgres } from '../postgres.ts';
import { commits, manifest, OdooHost, twoModules } from './odoo-host.ts';

let postgres: Postgres;
beforeAll(() => {
  postgres = Postgres.start();
});
afterAll(() => postgres?.stop());

let host: OdooHost;
beforeEach(async () => {
  host = new OdooHost(postgres, ['sale_x', 'stock_x']);
  source('one');
  expect((await host.deploy(commits.first)).code).toBe(0);
});
afterEach(() => host.remove());

const source = (value: string, more: Readonly<Record<string, string>> = {}): void =>
  host.source({ ...twoModules(value), ...more });

const expectAllOld = (): void => {
  expect(host.data()).toBe('sale_x=one stock_x=one');
  expect(host.current()).toBe(`releases/${commits.first}`);
  expect(host.restarts().at(-1)).toBe(`releases/${commits.first}`);
  expect(host.marker()).toMatchObject({ commit: commits.first, open: [] });
  expect(host.databases()).toEqual(['acme']);
};

describe('deploy-odoo.sh where Odoo ends with 0 and did not load all', () => {
  it.each([
    [
      'a module that is not installable any more',
      { 'stock_x/__manifest__.py': manifest("'installable': False") },
      1,
      /all modules: module stock_x: not installable, skipped;Some modules have inconsistent states, .*: \['stock_x'\]/,
    ],
    [
      'a module that depends on one that is not there',
      { 'stock_x/__manifest__.py': manifest("'depends': ['gone']") },
      255,
      /Odoo ended with code 255: odoo\.exceptions\.UserError: You try to upgrade the module stock_x that depends on the module: gone\./,
    ],
    ['a migration that raises', { 'stock_x/fails': '' }, 255, /with code 255: Exception: the migration fails\./],
  ])('fails for %s, and code and database are as before', async (_what, files, ended, message) => {
    source('two', files);

    const { code, stderr } = await host.deploy(commits.second);

    expect(code).toBe(ended);
    expect(stderr).toMatch(message);
    expect(host.report()).toMatchObject({ statusReason: expect.stringMatching(message) });
    expect(host.data()).toBe('sale_x=one stock_x=one');
    expect(host.current()).toBe(`releases/${commits.first}`);
  });

  it('fails for an installed module that the release has not any more, though nothing is updated', async () => {
    host.source({ 'sale_x/__manifest__.py': manifest(), 'sale_x/data.txt': 'one' });

    const { code } = await host.deploy(commits.second);

    expect(code).toBe(1);
    expect(host.updates().at(-1)).toBeNull();
    expect(host.report()).toMatchObject({
      warnings: [expect.stringMatching(/^Installed in acme, but not in this release any more: stock_x\./)],
      statusReason: expect.stringContaining('stock_x'),
    });
    expect(host.current()).toBe(`releases/${commits.first}`);
  });

  it('fails for a state of the database that the log does not tell', async () => {
    source('two');
    const sql = `psql -Xq -d acme -c "update ir_module_module set state = 'to remove' where name = 'stock_x'"`;
    host.standIn('quiet', `'${host.folder}/odoo-bin' "$@"; ${sql}`);

    const { code, stderr } = await host.deploy(commits.second, { ODOO_BIN: join(host.folder, 'quiet') });

    expect(code).toBe(1);
    expect(stderr).toContain('stock_x is to remove');
    expect(host.data()).toBe('sale_x=one stock_x=one');
  });

  it('succeeds where Odoo logs an error and goes on, and warns of it', async () => {
    source('two', { 'stock_x/errs': '' });

    const { code } = await host.deploy(commits.second);

    expect(code).toBe(0);
    expect(host.report()).toMatchObject({
      warnings: ["Odoo logged an error, and went on: Table 'res_partner': unable to set NOT NULL on column 'x'"],
    });
  });

  it('fails where Odoo tells nothing', async () => {
    host.standIn('mute', 'exit 0');

    const { code, stderr } = await host.deploy(commits.first, { ODOO_BIN: join(host.folder, 'mute') });

    expect(code).toBe(1);
    expect(stderr).toContain('does not say that its modules were loaded');
  });

  it('sees the log that the configuration would keep in a file, and takes its addons path', async () => {
    host.write('more/crm_x/__manifest__.py', manifest());
    host.install('crm_x');
    host.write(
      'odoo.conf',
      `[options]\nlogfile = ${host.folder}/odoo.log\naddons_path = ${host.folder}/more,\n  ${host.folder}/target/current\n`,
    );
    source('two');

    const { code } = await host.deploy(commits.second, { ODOO_CONFIG: join(host.folder, 'odoo.conf') });

    expect(code).toBe(0);
    expect(host.calls('odoo').at(-1)).toContain(
      `--addons-path=${host.folder}/more,${host.folder}/target/releases/${commits.second}`,
    );
  });
});

describe('deploy-odoo.sh and the way back', () => {
  it('brings code and database back together where the update fails half-way', async () => {
    source('two', { 'stock_x/fails': '' });

    const { code, stdout } = await host.deploy(commits.second, { ODOO_STOP: `touch '${host.folder}/stopped'` });

    expect(code).toBe(255);
    expect(stdout).toMatch(/Dumped acme to .* in \d+ s\.\n[\s\S]*Restored acme from .* in \d+ s\./);
    expect(existsSync(join(host.folder, 'stopped'))).toBe(true);
    expectAllOld();
    source('three');
    expect((await host.deploy(commits.third)).code).toBe(0);
    expect(host.data()).toBe('sale_x=three stock_x=three');
  });

  it('restores while a server that was not stopped is connected, and a vacuum goes on', async () => {
    source('two', { 'stock_x/fails': '' });
    postgres.sql('postgres', 'alter system set autovacuum_naptime = 1; select pg_reload_conf();', 'postgres');
    host.sql(`create table slow (a int) with (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
      insert into slow select generate_series(1, 200000);
      delete from slow;`);
    const vacuums = `select count(*) > 0 from pg_stat_activity where backend_type = 'autovacuum worker' and datname = 'acme'`;
    await expect.poll(() => postgres.sql('postgres', vacuums, 'postgres')).toBe('t');
    const session = spawn('psql', ['-Xq', '-d', 'acme', '-c', 'select pg_sleep(600)'], {
      env: { ...process.env, ...postgres.environment },
      stdio: 'ignore',
    });
    const sessions = () => host.sql(`select count(*) from pg_stat_activity where query like '%pg_sleep(600)%'`);
    await expect.poll(sessions).toBe('2');

    await host.deploy(commits.second);

    session.kill();
    postgres.sql('postgres', 'alter system reset autovacuum_naptime; select pg_reload_conf();', 'postgres');
    expectAllOld();
  });

  it.each([
    ['ODOO_RESTART fails', { ODOO_RESTART: 'exit 7' }, 'ODOO_RESTART failed.'],
    [
      'the restarted server does not answer',
      { ODOO_HEALTH_URL: 'http://127.0.0.1:9/', ODOO_HEALTH_TIMEOUT: '1' },
      'did not answer http://127.0.0.1:9/ within 1 s',
    ],
  ])('brings both back where %s', async (_what, more, message) => {
    source('two');

    const { code, stderr } = await host.deploy(commits.second, more);

    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expectAllOld();
  });

  it.each(['cp', 'pg_dump', 'pip'])('leaves both as they are where %s fails', async (program) => {
    host.standIn(`bin/${program}`, 'echo No space left on device >&2; exit 1');
    host.standIn('venv/bin/python', `! [ -e '${host.folder}/bin/pip' ]`);
    source('two', { 'requirements.txt': 'x' });

    const { code } = await host.deploy(commits.second, {
      PATH: `${join(host.folder, 'bin')}:${process.env.PATH}`,
      ODOO_VENV: join(host.folder, 'venv'),
    });

    expect(code).toBe(1);
    expect(host.data()).toBe('sale_x=one stock_x=one');
    expect(host.current()).toBe(`releases/${commits.first}`);
    expect(host.marker()).toMatchObject({ commit: commits.first, open: [] });
  });

  it('stops the server again before it restores, where that runs on the new code', async () => {
    source('two', { broken: '' });
    const note = (text: string): string => `printf '%s\\n' ${text} >> '${host.folder}/steps'`;

    await host.deploy(commits.second, {
      ODOO_STOP: note('stop'),
      ODOO_RESTART: `${note('start')}; ! test -e '${host.folder}/target/current/broken'`,
    });

    expect(readFileSync(join(host.folder, 'steps'), 'utf8').trimEnd().split('\n')).toEqual([
      'stop',
      'start',
      'stop',
      'start',
    ]);
    expect(host.data()).toBe('sale_x=one stock_x=one');
  });

  it('keeps the dump of the last deployment for its own user alone', async () => {
    source('two');
    await host.deploy(commits.second);

    const backups = join(host.folder, 'target/backups');
    expect(readdirSync(backups)).toEqual([`${commits.second}.dump`]);
    expect(statSync(join(backups, `${commits.second}.dump`)).mode & 0o777).toBe(0o600);
  });

  it('makes no dump of an environment that is not for production, and says what stays', async () => {
    source('two', { 'stock_x/fails': '' });

    const { stderr } = await host.deploy(commits.second, { OCORE_ENVIRONMENT_TYPE: 'staging' });

    expect(stderr).toContain('may keep a part of the update');
    expect(host.data()).toBe('sale_x=two stock_x=one');
    expect(host.marker().open).toEqual(['sale_x', 'stock_x']);
  });

  it('refuses to begin where its role could not restore', async () => {
    postgres.sql('postgres', 'alter role odoo nocreatedb', 'postgres');
    try {
      const { code, stderr } = await host.deploy(commits.first);

      expect(code).toBe(1);
      expect(stderr).toContain('needs a role that owns acme and may create databases');
    } finally {
      postgres.sql('postgres', 'alter role odoo createdb', 'postgres');
    }
  });
});

describe('deploy-odoo.sh and the health check', () => {
  let server: Server;
  beforeEach(async () => {
    // Answers as the release does that is current.
    server = createServer((_request, response) => {
      const isHealthy = !existsSync(join(host.folder, 'target/current/broken'));
      response.writeHead(isHealthy ? 200 : 500).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/web/health`;

  it('succeeds where the server answers', async () => {
    source('two');

    const { code, stdout } = await host.deploy(commits.second, { ODOO_HEALTH_URL: url() });

    expect(code).toBe(0);
    expect(stdout).toMatch(/The server answered after \d+ s\./);
    expect(readFileSync(join(host.folder, 'target/current/sale_x/data.txt'), 'utf8')).toBe('two');
  });

  it('goes back where it answers with an error', async () => {
    source('two', { broken: '' });

    const { code, stderr } = await host.deploy(commits.second, { ODOO_HEALTH_URL: url(), ODOO_HEALTH_TIMEOUT: '1' });

    expect(code).toBe(1);
    expect(stderr).toContain('500');
    expectAllOld();
  });
});

describe('deploy-odoo.sh and the unit of the server', () => {
  const shows = (state: string): void =>
    host.standIn(
      'bin/systemctl',
      `case $1 in
        show) if [ -e '${host.folder}/target/current/dies' ]; then printf '${state}'; else printf 'ActiveState=active\nNRestarts=0\n'; fi ;;
        restart) readlink '${host.folder}/target/current' >> '${host.folder}/restarts' ;;
      esac`,
    );
  const deployWith = (more: Readonly<Record<string, string>>) => {
    const path = `${join(host.folder, 'bin')}:${process.env.PATH}`;
    return host.deploy(commits.second, { PATH: path, ODOO_RESTART: 'systemctl restart odoo-acme', ...more });
  };
  beforeEach(() => {
    host.standIn('bin/sleep', `echo >> '${host.folder}/sleeps'`);
    host.standIn('bin/journalctl', "echo 'odoo: starts'; echo 'No module named stripe'");
  });

  it.each([
    [
      'dies again and again',
      'ActiveState=activating\nSubState=auto-restart\nNRestarts=0\n',
      /odoo-acme is activating \(auto-restart\)/,
    ],
    [
      'was started again by systemd',
      'ActiveState=active\nNRestarts=1\n',
      /odoo-acme ended, and systemd started it again/,
    ],
  ])('goes back where the unit that ODOO_RESTART names %s', async (_what, state, message) => {
    shows(state);
    source('two', { dies: '' });

    const { code, stderr } = await deployWith({});

    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    const told = /does not stay up: .*\. Its log ends with: odoo: starts No module named stripe/;
    expect(host.report()).toMatchObject({ statusReason: expect.stringMatching(told) });
    expectAllOld();
  });

  it('watches the unit of ODOO_UNIT for ODOO_WATCH_SECONDS, whatever ODOO_RESTART is', async () => {
    shows('');
    source('two');

    const { code } = await deployWith({
      ODOO_RESTART: 'true',
      ODOO_UNIT: 'odoo@acme.service',
      ODOO_WATCH_SECONDS: '3',
    });

    expect(code).toBe(0);
    expect(readFileSync(join(host.folder, 'sleeps'), 'utf8')).toBe('\n\n\n');
  });

  it('takes no unit of this host where the restart may be that of another', async () => {
    host.standIn('bin/ssh', 'exit 0');
    source('two');

    const { code } = await deployWith({ ODOO_RESTART: 'ssh web systemctl restart odoo-acme' });

    expect(code).toBe(0);
    expect(existsSync(join(host.folder, 'sleeps'))).toBe(false);
  });
});
