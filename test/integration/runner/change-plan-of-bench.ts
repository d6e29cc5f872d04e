import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { changePlanOf } from '../../../cli/runner/change-plan/change-plan-of.ts';

export let folder: string;
const identity = ['-c', 'user.name=Mona Lisa', '-c', 'user.email=mona@acme.example'];

export const git = (...args: string[]): string =>
  execFileSync('git', ['-C', folder, ...identity, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

/** Commits files; null removes one. @returns the commit's id */
export const commit = (files: Readonly<Record<string, string | Buffer | null>>): string => {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text === null) rmSync(file);
    else writeFileSync(file, text);
  }
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '-m', 'A change');
  return git('rev-parse', 'HEAD');
};

export const manifest = (version: string): string =>
  `{'name': 'x', 'version': '${version}', 'data': ['views/a.xml']}\n`;

export const planOf = (previous: string | null, sha: string, odooVersion: string | null = '18.0') =>
  changePlanOf(join(folder, '.git'), previous, sha, { odooVersion, repositoryName: 'odoo_custom' });

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ocore-plan-'));
    git('init', '--quiet', '--initial-branch=main');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
};
