import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Ran, root, runCommand } from '../../run-command.ts';
import type { Postgres } from '../postgres.ts';

const script = join(root, 'docs/deploy-odoo.sh');

export const commits = { first: 'a'.repeat(40), second: 'b'.repeat(40), third: 'c'.repeat(40) };

/** A manifest, for a module whose update loads data.txt. */
export const manifest = (more = '', version = '18.0.1.0.0'): string =>
  `{'name': 'x', 'version': '${version}', ${more}}`;

/** The files of two modules, the second on the first. @param value what their updates load */
export const twoModules = (value: string, version?: string): Readonly<Record<string, string>> => ({
  'sale_x/__manifest__.py': manifest('', version),
  'sale_x/data.txt': value,
  'stock_x/__manifest__.py': manifest("'depends': ['sale_x']", version),
  'stock_x/data.txt': value,
});

/** A host with an Odoo server: its database, the folder of its code, and the deploy script. */
export class OdooHost {
  readonly folder = mkdtempSync(join(tmpdir(), 'ocore-odoo-host-'));
  readonly database = 'acme';
  readonly #postgres: Postgres;

  /** @param installed the modules that the database has */
  constructor(postgres: Postgres, installed: readonly string[]) {
    this.#postgres = postgres;
    postgres.sql('postgres', `create database ${this.database}`);
    this.sql(`
      create table ir_module_module (name text primary key, state text, latest_version text,
        depends text not null default '');
      create table module_data (name text primary key, value text, updates int not null default 0,
        migrations int not null default 0);
      create table ir_config_parameter (id serial primary key, key text unique, value text,
        create_uid int, create_date timestamp, write_uid int, write_date timestamp);
    `);
    for (const name of installed) this.install(name);
    this.standIn('venv/bin/python', `printf '%s\\n' "$@" -- >> '${this.folder}/pip.calls'`);
    cpSync(join(root, 'test/engines/odoo/odoo-bin'), join(this.folder, 'odoo-bin'));
  }

  remove(): void {
    const all = this.#postgres.sql('postgres', `select datname from pg_database where datname ~ '^(acme|ocore_)'`);
    for (const name of all.split('\n').filter((one) => one !== '')) {
      // Nobody else may end a vacuum.
      this.#postgres.sql('postgres', `drop database "${name}" with (force)`, 'postgres');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  install(name: string): void {
    this.sql(
      `insert into ir_module_module values ('${name}', 'installed'); insert into module_data values ('${name}', 'old')`,
    );
  }

  sql(text: string): string {
    return this.#postgres.sql(this.database, text);
  }

  databases(): string[] {
    return this.#postgres
      .sql('postgres', `select datname from pg_database where not datistemplate and datname <> 'postgres' order by 1`)
      .split('\n');
  }

  write(path: string, text: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  standIn(path: string, commands: string): void {
    this.write(path, `#!/bin/sh\n${commands}\n`);
    chmodSync(join(this.folder, path), 0o755);
  }

  /** The files of the next commit, and no others. */
  source(files: Readonly<Record<string, string>>): void {
    rmSync(join(this.folder, 'source'), { recursive: true, force: true });
    mkdirSync(join(this.folder, 'source'));
    for (const [path, text] of Object.entries(files)) this.write(`source/${path}`, text);
  }

  /** The variables of a deployment of a production environment. */
  environment(commit: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      ...this.#postgres.environment,
      OCORE_SOURCE_DIR: join(this.folder, 'source'),
      OCORE_COMMIT_SHA: commit,
      OCORE_CHANGED_MODULES: '',
      OCORE_ENVIRONMENT_TYPE: 'production',
      OCORE_REPORT: join(this.folder, 'report.json'),
      ODOO_DATABASE: this.database,
      ODOO_TARGET: join(this.folder, 'target'),
      ODOO_BIN: join(this.folder, 'odoo-bin'),
      ODOO_CALLS: join(this.folder, 'odoo.calls'),
      ODOO_RESTART: `readlink '${this.folder}/target/current' >> '${this.folder}/restarts' || echo none >> '${this.folder}/restarts'`,
      ...more,
    };
  }

  deploy(commit: string, more: Readonly<Record<string, string>> = {}): Promise<Ran> {
    return runCommand('sh', [script], { env: this.environment(commit, more) });
  }

  /** What a stand-in was called with, call by call. */
  calls(name: string): string[][] {
    const file = join(this.folder, `${name}.calls`);
    if (!existsSync(file)) return [];
    const all = readFileSync(file, 'utf8').split('--\n').slice(0, -1);
    return all.map((call) => call.trimEnd().split('\n'));
  }

  /** What Odoo was told to update, run by run; null where it only loaded the code. */
  updates(): (string | null)[] {
    return this.calls('odoo').map((call) => (call.includes('-u') ? (call[call.indexOf('-u') + 1] ?? null) : null));
  }

  restarts(): string[] {
    const file = join(this.folder, 'restarts');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  }

  current(): string | null {
    const link = join(this.folder, 'target/current');
    return existsSync(link) ? readlinkSync(link) : null;
  }

  /** What the database has of each module. */
  data(): string {
    return this.sql(`select string_agg(name || '=' || value, ' ' order by name) from module_data`);
  }

  /** What the database notes of its deployment. */
  marker(): { commit: string | null; modules: Record<string, string>; open: string[] } {
    return JSON.parse(this.sql(`select value from ir_config_parameter where key = 'ocore.deployed'`));
  }

  report(): unknown {
    return JSON.parse(readFileSync(join(this.folder, 'report.json'), 'utf8'));
  }
}
