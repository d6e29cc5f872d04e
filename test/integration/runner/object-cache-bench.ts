import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach } from 'vitest';
import type { Deployment } from '#shared/contract/deployment.ts';
import type { Claim } from '#shared/contract/runner.ts';
import { bench, useBench } from './fetching-bench.ts';

export let cacheRoot: string;
export const projectId = 'prj_01KBQ0000000000000000000AA' as Deployment['projectId'];
/** Gives each test of a file a bench, and an empty folder for what is kept. */
export const useCache = (): void => {
  useBench();
  beforeEach(() => {
    fetched = [];
    cacheRoot = join(bench.out, 'cache');
    mkdirSync(cacheRoot, { mode: 0o700 });
  });
};

export const deployed = async (deployment: Partial<Deployment>, changes: Partial<Claim> = {}, script = ':') => {
  bench.api.queue.push(bench.claim({ projectId, ...deployment }, changes));
  const runner = bench.runner(`rm -rf "${bench.out}/deployed"; cp -R . "${bench.out}/deployed"; ${script}`, {
    cacheRoot,
  });
  await runner.once();
  noteFetched();
  return bench.api.completions.at(-1)?.completion;
};
export const file = (name: string): string => readFileSync(join(bench.out, 'deployed', name), 'utf8');
/** How many bytes each deployment has fetched. */
export let fetched: number[];
const noteFetched = (): void => {
  for (const line of bench.api.lines) {
    const [, bytes] = /^ocore: (\d+) bytes of objects were new\.$/.exec(line) ?? [];
    if (bytes !== undefined) fetched.push(Number(bytes));
  }
  bench.api.chunks.clear();
};
export const caches = (): string[] => readdirSync(cacheRoot).map((name) => join(cacheRoot, name));
export const packsOf = (directory: string): string[] => readdirSync(directory).filter((name) => name.endsWith('.pack'));

/** Files that do not compress. */
export const many = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`file-${at}`, randomBytes(1000).toString('base64')]));

/** Rewrites the branch, and lets the server forget what it had. */
export const forget = (branch: string): void => {
  bench.work.git('checkout', '--quiet', '--orphan', `new-${randomBytes(4).toString('hex')}`);
  bench.work.push(branch, { 'version.txt': 'rewritten' });
  bench.repository.run('reflog', 'expire', '--expire=now', '--all');
  bench.repository.run('gc', '--quiet', '--prune=now');
};
