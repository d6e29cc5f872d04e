import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../run-command.ts';
import { Postgres } from '../postgres.ts';
import { endAt, type Signal, type Step, startRun } from './ended-run.ts';
import { commits, OdooHost, twoModules } from './odoo-host.ts';

let postgres: Postgres;
let host: OdooHost;

/** A commit whose modules have migrations to run. */
const source = (value: string, version: string, more: Readonly<Record<string, string>> = {}): void =>
  host.source({
    'docker-compose.yml': `image: acme:${value}`,
    ...twoModules(value, version),
    ...more,
  });

const docker = join(root, 'test/engines/odoo/docker-stand-in');
const calls = (): string => join(host.folder, 'docker.calls');
const start = (commit: string = commits.second) => {
  const { ODOO_BIN: _bin, ODOO_RESTART: _restart, PGHOST, PGUSER: _user, ...environment } = host.environment(commit);
  return startRun('deploy-odoo-docker.sh', {
    ...environment,
    PATH: `${join(host.folder, 'bin')}:${process.env.PATH}`,
    DATABASE_HOST: PGHOST ?? '',
    DOCKER_CALLS: calls(),
    ODOO_STAND_IN: join(host.folder, 'odoo-bin'),
    ODOO_COMPOSE_PROJECT: 'acme',
    ODOO_HEALTH_URL: 'http://127.0.0.1:9/',
  });
};
const run = (): Promise<number | null> => start().ended;

const standIns = (): void => {
  host.standIn('bin/curl', 'exit 0');
  host.standIn('bin/docker', `exec '${docker}' "$@"`);
};

beforeAll(async () => {
  postgres = Postgres.start();
  host = new OdooHost(postgres, ['sale_x', 'stock_x']);
  standIns();
  source('one', '18.0.1.0.0');
  expect(await start(commits.first).ended).toBe(0);
  postgres.sql('postgres', 'create database deployed template acme');
  cpSync(join(host.folder, 'target'), join(host.folder, 'deployed'), { recursive: true, verbatimSymlinks: true });
});
afterAll(() => {
  host?.remove();
  postgres?.stop();
});

beforeEach(() => {
  for (const name of host.databases()) {
    // Nobody else may end a vacuum.
    if (name !== 'deployed') postgres.sql('postgres', `drop database "${name}" with (force)`, 'postgres');
  }
  postgres.sql('postgres', 'create database acme template deployed');
  for (const name of readdirSync(host.folder).filter((one) => one.startsWith('docker.calls')))
    rmSync(join(host.folder, name));
  for (const path of ['target', 'bin', 'odoo.calls.hangs'])
    rmSync(join(host.folder, path), { recursive: true, force: true });
  cpSync(join(host.folder, 'deployed'), join(host.folder, 'target'), { recursive: true, verbatimSymlinks: true });
  standIns();
  source('two', '18.0.2.0.0');
});

const endRunAt = (step: Step, signal: Signal): void =>
  endAt(host, step, signal, { curl: 'exit 0', docker: `'${docker}' "$@"` }[step.program]);

const linesOf = (file: string): string[] => (existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []);
/** Each start of the server: its image, and what the database had. */
const served = (): string[] => {
  const data = linesOf(`${calls()}.data`);
  return linesOf(`${calls()}.served`).map((tag, at) => `${tag.slice(0, 1)}: ${data[at]}`);
};
const old = 'a: sale_x=one 1 stock_x=one 1';
const renewed = 'b: sale_x=two 2 stock_x=two 2';
/** Whether Compose was asked last to start the server, or never to stop it. */
const isUp = (): boolean => {
  const verbs = host.calls('docker').map((call) => call[5]);
  return verbs.lastIndexOf('up') >= verbs.lastIndexOf('stop');
};

/** The state of a process, a letter; empty where there is none. */
const stateOf = (pid: number): string => {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) ? (/\) (\w) /.exec(readFileSync(file, 'utf8'))?.[1] ?? '') : '';
};

const expectNothingLeft = (): void => {
  expect(host.databases()).toEqual(['acme', 'deployed']);
  expect(isUp()).toBe(true);
  expect(existsSync(`${calls()}.container`)).toBe(false);
  expect(readdirSync(join(host.folder, 'target')).sort()).toEqual(['backups', 'current', 'images', 'lock', 'releases']);
  expect(existsSync(join(host.folder, 'target/releases/incoming'))).toBe(false);
  expect(existsSync(join(host.folder, 'target/backups/incoming.dump'))).toBe(false);
};

const steps: readonly (readonly [string, Step])[] = [
  ['the settings', { program: 'docker', matching: '*version*', when: 'before' }],
  ['the copy', { program: 'cp', when: 'before' }],
  ['the end of the copy', { program: 'mv', matching: '*incoming*', when: 'before' }],
  ['the build of the image', { program: 'docker', matching: "*' build odoo'", when: 'before' }],
  ['the built image', { program: 'docker', matching: "*' build odoo'", when: 'after' }],
  ['the stop of the server', { program: 'docker', matching: "*' stop odoo'", when: 'before' }],
  ['the stopped server', { program: 'docker', matching: "*' stop odoo'", when: 'after' }],
  ['the dump', { program: 'docker', matching: '*pg_dump*', when: 'before' }],
  ['the end of the dump', { program: 'docker', matching: '*pg_dump*', when: 'after' }],
  ['the note of a half-done update', { program: 'docker', matching: '*what=open*', when: 'after' }],
  ['the start of the container', { program: 'docker', matching: "*' run '*", when: 'before' }],
  ['the end of the container', { program: 'docker', matching: "*' run '*", when: 'after' }],
  ['the proof', { program: 'docker', matching: '*what=done*', when: 'before' }],
  ['the note of a done update', { program: 'docker', matching: '*what=done*', when: 'after' }],
  ['the switch of the code', { program: 'mv', matching: '*current.new*', when: 'after' }],
  ['the start of the server', { program: 'docker', matching: "*' up '*", when: 'before' }],
  ['the started server', { program: 'docker', matching: "*' up '*", when: 'after' }],
  ['the health check', { program: 'curl', when: 'before' }],
];

describe('deploy-odoo-docker.sh, killed', () => {
  it.each(steps)('at %s: the next run ends with everything new, and serves nothing half', async (_what, step) => {
    endRunAt(step, 'KILL');
    expect(await run()).toBeNull();

    expect(await run()).toBe(0);

    expect(served().at(-1)).toBe(renewed);
    expect(served().filter((one) => one !== old && one !== renewed)).toEqual([]);
    expectNothingLeft();
  });

  it('in the update: its container, which goes on, is ended by the next run, and no migration runs twice', async () => {
    source('two', '18.0.2.0.0', { 'stock_x/hangs': '' });
    const killed = start();
    await expect.poll(() => existsSync(join(host.folder, 'odoo.calls.hangs'))).toBe(true);
    process.kill(-killed.pid, 'SIGKILL');
    expect(await killed.ended).toBeNull();
    expect(host.data()).toBe('sale_x=two stock_x=one');
    const container = Number(readFileSync(`${calls()}.container`, 'utf8'));
    expect(stateOf(container)).toMatch(/^[RSD]$/);
    source('two', '18.0.2.0.0');

    expect(await run()).toBe(0);

    await expect.poll(() => stateOf(container)).toMatch(/^[ZX]?$/);
    expect(served()).toEqual([renewed]);
    expectNothingLeft();
  });
});

describe('deploy-odoo-docker.sh, of which the shell alone is killed', () => {
  it('in the update: the next run names the call that ends its container, and after that all is well', async () => {
    source('two', '18.0.2.0.0', { 'stock_x/hangs': '' });
    const killed = start();
    await expect.poll(() => existsSync(join(host.folder, 'odoo.calls.hangs'))).toBe(true);
    process.kill(killed.pid, 'SIGKILL');
    expect(await killed.ended).toBeNull();
    source('two', '18.0.2.0.0');

    expect(await run()).toBe(1);

    const told = 'Wait for it, or end it: docker rm --force acme-ocore-update.';
    expect(host.report()).toMatchObject({ statusReason: expect.stringContaining(told) });
    execFileSync(docker, ['rm', '--force', 'acme-ocore-update'], { env: { ...process.env, DOCKER_CALLS: calls() } });
    const lock = join(host.folder, 'target/lock');
    await expect.poll(() => spawnSync('flock', ['-n', lock, 'true']).status).toBe(0);
    expect(await run()).toBe(0);
    expect(served()).toEqual([renewed]);
    expectNothingLeft();
  });
});

describe('deploy-odoo-docker.sh, killed while it watches the server', () => {
  it('has noted the image that runs, for the way back of the next deployment', async () => {
    endRunAt({ program: 'curl', when: 'before' }, 'KILL');

    expect(await run()).toBeNull();

    const note = readFileSync(join(host.folder, 'target/images', commits.second), 'utf8');
    expect(note).toBe(`sha256:${commits.second} acme:two\n`);
  });
});

describe('deploy-odoo-docker.sh, ended by SIGTERM', () => {
  // What both scripts do is ended at each step in killed.test.ts.
  const own = steps.filter(([, { program, matching }]) => program === 'docker' && matching?.includes("'"));

  it.each(own)('at %s: everything is old again, and served', async (_what, step) => {
    endRunAt(step, 'TERM');

    // 141 where the shell writes to the reader of Odoo's log, which is ended too.
    expect([141, 143]).toContain(await run());

    expect(host.data()).toBe('sale_x=one stock_x=one');
    expect(host.current()).toBe(`releases/${commits.first}`);
    expect(served().at(-1) ?? old).toBe(old);
    expectNothingLeft();
  });
});
