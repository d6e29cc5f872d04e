import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Guard, isProvedBy } from '#test/guards/guard.ts';
import { guards } from '#test/guards/guards.ts';

const root = new URL('../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Vitest tells its workers who they are; the run of the guards must not take itself for one of them. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$)/.test(name)));

/** The file that fails without a guard: that of the matrix whose cells do, or its own. */
const fileOf = (guard: Guard): string => {
  if ('test' in guard) return guard.test;
  return `test/guards/${'rows' in guard ? 'rows' : 'giving'}.matrix.ts`;
};

/** Runs the file of each guard on the code without it. @returns how many tests failed; none where the file did not load */
const failuresOfAll = (): Promise<ReadonlyMap<string, number>> =>
  new Promise((resolve) => {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/guards/vitest.config.ts'];
    const options = { cwd: root, env: ownEnvironment(), maxBuffer: 50_000_000 };
    execFile(process.execPath, vitest, options, (_failed, stdout) => {
      const lines = stdout.matchAll(/^failed tests: (\d+) (.+)$/gm);
      // What a matrix found else, and what kept a file from loading.
      process.stdout.write(stdout.replace(/^failed tests: .+\n/gm, ''));
      resolve(new Map([...lines].map(([, failed, keepsOut = '']) => [keepsOut, Number(failed)])));
    });
  });

describe('every guard of the code', () => {
  it.each(guards.map((one) => [one.keepsOut, one] as const))('stands once where it is listed: %s', (_what, one) => {
    expect(textOf(one.file).split(one.guard)).toHaveLength(2);
    expect(existsSync(new URL(fileOf(one), root))).toBe(true);
  });

  it('keeps out something else than the others', () => {
    expect(new Set(guards.map(({ keepsOut }) => keepsOut)).size).toBe(guards.length);
  });
});

describe('without its guard the code fails a test', () => {
  let failures: ReadonlyMap<string, number>;
  beforeAll(async () => {
    failures = await failuresOfAll();
    const rows = guards.map(
      (one) => `${failures.get(one.keepsOut) ?? 0}\t${one.keepsOut}\t${one.file}\t${fileOf(one)}`,
    );
    const counts = (['rows', 'giving', 'test'] as const).map((proof) => guards.filter(isProvedBy(proof)).length);
    process.stdout.write(
      `Tests that fail without each of ${guards.length} guards, ${counts[0]} of them in the matrix of rows, ${counts[1]} in that of giving and ${counts[2]} in files of their own:\n${rows.join('\n')}\n`,
    );
  });

  it.each(guards.map((guard) => [guard.keepsOut, fileOf(guard)]))('that keeps out %s: %s', (keepsOut) => {
    expect(failures.get(keepsOut)).toBeGreaterThan(0);
  });
});
