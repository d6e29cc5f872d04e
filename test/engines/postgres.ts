import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const debian = '/usr/lib/postgresql';

/** Debian keeps the programs of the server outside of PATH. @throws Error if PostgreSQL is not installed */
const programs = (): string => {
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : [];
  if (versions[0] === undefined) throw new Error('Install PostgreSQL (Debian: postgresql).');
  return join(debian, versions[0], 'bin');
};

/** A PostgreSQL server of its own on a unix socket, run by an ordinary user. */
export class Postgres {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static start(): Postgres {
    const folder = mkdtempSync(join(tmpdir(), 'ocore-pg-'));
    const server = new Postgres(folder);
    if (process.getuid?.() === 0) {
      const id = (option: string) => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
      chownSync(folder, id('-u'), id('-g'));
    }
    server.#run('initdb', '--pgdata', join(folder, 'data'), '--username', 'postgres', '--auth', 'trust', '--no-sync');
    const settings = `-k ${folder} -c listen_addresses= -c fsync=off -c full_page_writes=off`;
    server.#run('pg_ctl', 'start', '--wait', '-D', join(folder, 'data'), '-l', join(folder, 'log'), '-o', settings);
    // Odoo's own role: it owns its databases and may create some, and is no superuser.
    server.sql('postgres', 'create role odoo login createdb', 'postgres');
    return server;
  }

  get dataFolder(): string {
    return join(this.#folder, 'data');
  }

  /** The variables of libpq. */
  get environment(): { readonly PGHOST: string; readonly PGUSER: string } {
    return { PGHOST: this.#folder, PGUSER: 'odoo' };
  }

  /** @returns the rows, a line each, with | between the values */
  sql(database: string, text: string, user = 'odoo'): string {
    return execFileSync('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', database], {
      input: text,
      encoding: 'utf8',
      env: { ...process.env, ...this.environment, PGUSER: user },
    }).trimEnd();
  }

  stop(): void {
    this.#run('pg_ctl', 'stop', '--wait', '-m', 'immediate', '-D', join(this.#folder, 'data'));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run(program: string, ...options: readonly string[]): void {
    const command = [join(programs(), program), ...options];
    // PostgreSQL refuses to run as root.
    const asUser =
      process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
    const [file = '', ...rest] = [...asUser, ...command];
    execFileSync(file, rest, { cwd: this.#folder, stdio: 'ignore' });
  }
}
