import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { guards } from '#test/guards/guards.ts';

const root = new URL('../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Vitest tells its workers who they are; the run of the guards must not take itself for one of them. */
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$)/.test(name)));

/** Runs the test file of each guard on the code without it. @returns how many tests failed; none where the file did not load */
const failuresOfAll = (): Promise<ReadonlyMap<string, number>> =>
  new Promise((resolve) => {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/guards/vitest.config.ts'];
    const options = { cwd: root, env: ownEnvironment(), maxBuffer: 50_000_000 };
    execFile(process.execPath, vitest, options, (_failed, stdout) => {
      const lines = stdout.matchAll(/^failed tests: (\d+) (.+)$/gm);
      resolve(new Map([...lines].map(([, failed, keepsOut = '']) => [keepsOut, Number(failed)])));
    });
  });

describe('every guard of the code', () => {
  it.each(guards.map((one) => [one.keepsOut, one] as const))('stands once where it is listed: %s', (_what, one) => {
    expect(textOf(one.file).split(one.guard)).toHaveLength(2);
    expect(existsSync(new URL(one.test, root))).toBe(true);
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
      ({ keepsOut, file, test }) => `${failures.get(keepsOut) ?? 0}\t${keepsOut}\t${file}\t${test}`,
    );
    process.stdout.write(`Tests that fail without each of ${guards.length} guards:\n${rows.join('\n')}\n`);
  });

  it.each(guards.map(({ keepsOut, test }) => [keepsOut, test]))('that keeps out %s: %s', (keepsOut) => {
    expect(failures.get(keepsOut)).toBeGreaterThan(0);
  });
});
