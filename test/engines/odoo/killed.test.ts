import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Postgres } from '../postgres.ts';
import { endAt as endRunAt, type Signal, type Step, startRun } from './ended-run.ts';
import { commits, OdooHost, twoModules } from './odoo-host.ts';

let postgres: Postgres;
let host: OdooHost;

/** A commit whose modules have migrations to run. */
const source = (value: string, version: string, more: Readonly<Record<string, string>> = {}): void =>
  host.source({ ...twoModules(value, version), ...more });

beforeAll(async () => {
  postgres = Postgres.start();
  host = new OdooHost(postgres, ['sale_x', 'stock_x']);
  host.standIn('bin/curl', 'exit 0');
  // A server notes what it serves: its code and what the database has.
  host.standIn(
    'restart',
    `rm -f '${host.folder}/stopped'
psql -XqAt -c "select '$(cat '${host.folder}/target/current/sale_x/data.txt'): ' ||
  string_agg(name || '=' || value || ' ' || migrations, ' ' order by name) from module_data" >> '${host.folder}/served'`,
  );
  host.standIn('stop', `touch '${host.folder}/stopped'`);
  source('one', '18.0.1.0.0');
  expect((await host.deploy(commits.first, server())).code).toBe(0);
  postgres.sql('postgres', 'create database deployed template acme');
  cpSync(join(host.folder, 'target'), join(host.folder, 'deployed'), { recursive: true, verbatimSymlinks: true });
});
afterAll(() => {
  host?.remove();
  postgres?.stop();
});

beforeEach(() => {
  for (const name of host.databases()) {
    // Nobody else may end the session of another role, or a vacuum.
    if (name !== 'deployed') postgres.sql('postgres', `drop database "${name}" with (force)`, 'postgres');
  }
  postgres.sql('postgres', 'create database acme template deployed');
  for (const path of ['target', 'served', 'stopped', 'bin'])
    rmSync(join(host.folder, path), { recursive: true, force: true });
  cpSync(join(host.folder, 'deployed'), join(host.folder, 'target'), { recursive: true, verbatimSymlinks: true });
  host.standIn('bin/curl', 'exit 0');
  source('two', '18.0.2.0.0');
});

const server = (): Record<string, string> => ({
  ODOO_STOP: join(host.folder, 'stop'),
  ODOO_RESTART: join(host.folder, 'restart'),
  ODOO_HEALTH_URL: 'http://127.0.0.1:9/',
  // The stand-ins, curl among them.
  PATH: `${join(host.folder, 'bin')}:${process.env.PATH}`,
});

const endAt = (step: Step, signal: Signal): void =>
  endRunAt(host, step, signal, step.program === 'curl' ? 'exit 0' : undefined);

const start = () => startRun('deploy-odoo.sh', host.environment(commits.second, server()));
const run = (): Promise<number | null> => start().ended;

const served = (): string[] => {
  const file = join(host.folder, 'served');
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
};
const old = 'one: sale_x=one 1 stock_x=one 1';
const renewed = 'two: sale_x=two 2 stock_x=two 2';

const expectNothingLeft = (): void => {
  expect(host.databases()).toEqual(['acme', 'deployed']);
  expect(existsSync(join(host.folder, 'stopped'))).toBe(false);
  expect(readdirSync(join(host.folder, 'target')).sort()).toEqual(['backups', 'current', 'lock', 'releases']);
  expect(existsSync(join(host.folder, 'target/releases/incoming'))).toBe(false);
  expect(existsSync(join(host.folder, 'target/backups/incoming.dump'))).toBe(false);
};

const steps: readonly (readonly [string, Step])[] = [
  ['the settings', { program: 'readlink', when: 'before' }],
  ['the copy', { program: 'cp', when: 'before' }],
  ['the end of the copy', { program: 'mv', matching: '*incoming*', when: 'before' }],
  ['the dump', { program: 'pg_dump', when: 'before' }],
  ['the end of the dump', { program: 'pg_dump', when: 'after' }],
  ['the note of a half-done update', { program: 'psql', matching: '*what=open*', when: 'after' }],
  ['the proof', { program: 'psql', matching: '*what=done*', when: 'before' }],
  ['the note of a done update', { program: 'psql', matching: '*what=done*', when: 'after' }],
  ['the switch of the code', { program: 'mv', matching: '*current.new*', when: 'after' }],
  ['the health check', { program: 'curl', when: 'before' }],
];

describe('deploy-odoo.sh, killed', () => {
  it.each(steps)('at %s: the next run ends with everything new, and serves nothing half', async (_what, step) => {
    endAt(step, 'KILL');
    expect(await run()).toBeNull();

    expect(await run()).toBe(0);

    expect(served().at(-1)).toBe(renewed);
    expect(served().filter((one) => one !== old && one !== renewed)).toEqual([]);
    expectNothingLeft();
  });

  it('in the update: no migration runs twice', async () => {
    source('two', '18.0.2.0.0', { 'stock_x/signals': 'SIGKILL' });
    expect(await run()).toBeNull();
    expect(host.data()).toBe('sale_x=two stock_x=one');
    source('two', '18.0.2.0.0');

    expect(await run()).toBe(0);

    expect(served()).toEqual([renewed]);
    expectNothingLeft();
  });

  it.each([
    ['before it', { program: 'pg_restore', when: 'before' }],
    ['after it', { program: 'psql', matching: '*database=*failed=*', when: 'after' }],
  ] as const)('in the restore, %s: the next run, which fails too, leaves everything old', async (_what, step) => {
    source('two', '18.0.2.0.0', { 'stock_x/fails': '' });
    endAt(step, 'KILL');
    expect(await run()).toBeNull();

    expect(await run()).toBe(255);

    expect(served()).toEqual([old]);
    expect(host.marker()).toMatchObject({ commit: commits.first, open: [] });
    expectNothingLeft();
  });

  it('does not restore where somebody has started the server since, and says where the dump is', async () => {
    source('two', '18.0.2.0.0', { 'stock_x/signals': 'SIGKILL' });
    await run();
    source('two', '18.0.2.0.0');
    const session = spawn('psql', ['-Xq', '-d', 'acme', '-c', 'select pg_sleep(600)'], {
      // A role of which the deployment sees no more than that it is there.
      env: { ...process.env, ...postgres.environment, PGUSER: 'postgres' },
      stdio: 'ignore',
    });
    const sessions = `select count(*) from pg_stat_activity where query like '%pg_sleep(600)%'`;
    await expect.poll(() => postgres.sql('acme', sessions, 'postgres')).toBe('2');

    const { code, stderr } = await host.deploy(commits.second, server());

    session.kill();
    expect(code).toBe(0);
    expect(stderr).toContain(`Its dump of before is ${host.folder}/target/backups/${commits.second}.dump`);
    expect(host.data()).toBe('sale_x=two stock_x=two');
  });

  it('lets no other run begin while Odoo goes on', async () => {
    source('two', '18.0.2.0.0', { 'stock_x/hangs': '' });
    const hangs = join(host.folder, 'odoo.calls.hangs');
    const first = start();
    await expect.poll(() => existsSync(hangs)).toBe(true);
    process.kill(first.pid, 'SIGKILL');
    await first.ended;

    const { code, stderr } = await host.deploy(commits.second, server());

    process.kill(-first.pid, 'SIGKILL');
    rmSync(hangs);
    expect(code).toBe(1);
    expect(stderr).toContain('Another deployment of this folder is running');
    expect(served()).toEqual([]);
  });
});

describe('deploy-odoo.sh, ended by SIGTERM', () => {
  it.each(steps)('at %s: everything is old again, and served', async (_what, step) => {
    endAt(step, 'TERM');

    expect(await run()).toBe(143);

    expect(host.data()).toBe('sale_x=one stock_x=one');
    expect(host.current()).toBe(`releases/${commits.first}`);
    expect(served().at(-1) ?? old).toBe(old);
    expectNothingLeft();
  });

  it('in the update: everything is old again, and served', async () => {
    source('two', '18.0.2.0.0', { 'stock_x/signals': 'SIGTERM' });

    // 141 where the shell writes to the reader of Odoo's log, which is ended too.
    expect([141, 143]).toContain(await run());

    expect(served()).toEqual([old]);
    expectNothingLeft();
  });
});
