import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { root, runCommand } from '../../run-command.ts';

export const script = join(root, 'docs/deploy-odoo.sh');

// What the script does with a database is tested with PostgreSQL, in test/engines/odoo. Here is what it does before.
export let folder: string;

export const write = (path: string, text: string): void => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
export const standIn = (name: string, commands: string): void => {
  write(`bin/${name}`, `#!/bin/sh\nprintf '%s\\n' ${name} >> '${folder}/calls'\n${commands}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
};
export const calls = (): string =>
  existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8') : '';

export const deploy = (more: Readonly<Record<string, string>> = {}, file = script) =>
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

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ocore-deploy-odoo-'));
    for (const name of ['odoo-bin', 'pg_dump', 'pg_restore']) standIn(name, 'exit 0');
    standIn('psql', 'printf "no server is here\\n" >&2; exit 2');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
};
