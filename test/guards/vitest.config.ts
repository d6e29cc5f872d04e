import { defineConfig } from 'vitest/config';
import type { TestModule, VitestPluginContext } from 'vitest/node';
import { guards } from './guards.ts';

/** The guard of this run, by what it keeps out. Each has a run of its own. */
const guard = guards.find(({ keepsOut }) => keepsOut === process.env.OCORE_WITHOUT_GUARD);
if (guard === undefined) throw new Error('Set OCORE_WITHOUT_GUARD to what a guard of test/guards/guards.ts keeps out.');

const isGuarded = (id: string): boolean => id.replaceAll('\\', '/').split('?')[0]?.endsWith(`/${guard.file}`) === true;

/** Takes the guard off the code as it is loaded; the files stay as they are. */
const withoutGuard = {
  name: 'without-a-guard',
  enforce: 'pre' as const,
  configureVitest: ({ defineCacheKeyGenerator }: VitestPluginContext) => {
    defineCacheKeyGenerator(({ id }) => (isGuarded(id) ? false : undefined));
  },
  transform: (code: string, id: string): string | undefined =>
    isGuarded(id) ? code.replace(guard.guard, () => guard.without) : undefined,
};

/** Tells how many tests failed. A file that does not even load has no failed test. */
const failures = {
  onTestModuleEnd: (module: TestModule): void => {
    process.stdout.write(`failed tests: ${[...module.children.allTests('failed')].length}\n`);
  },
};

export default defineConfig({
  plugins: [withoutGuard],
  test: {
    include: [guard.test],
    // Apart from that of the lanes: what one run has stored without its guard must reach no other.
    fsModuleCache: true,
    fsModuleCachePath: 'node_modules/.cache/guards',
    pool: 'forks',
    reporters: [failures],
    // One failed test is the proof.
    bail: 1,
    // Limits end what hangs, and nothing else, as in the lanes: a guard is proved by a test that fails, never by a slow one.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    setupFiles: ['test/fixed-seed.ts'],
  },
});
