import { defineConfig } from 'vitest/config';
import type { TestModule, VitestPluginContext } from 'vitest/node';
import type { Guard } from './guard.ts';
import { guards } from './guards.ts';

/** Takes a guard off the code as it is loaded; the files stay as they are. */
const without = (guard: Guard) => {
  const isGuarded = (id: string): boolean =>
    id.replaceAll('\\', '/').split('?')[0]?.endsWith(`/${guard.file}`) === true;
  return {
    name: 'without-a-guard',
    enforce: 'pre' as const,
    configureVitest: ({ defineCacheKeyGenerator }: VitestPluginContext) => {
      defineCacheKeyGenerator(({ id }) => (isGuarded(id) ? false : undefined));
    },
    transform: (code: string, id: string): string | undefined =>
      isGuarded(id) ? code.replace(guard.guard, () => guard.without) : undefined,
  };
};

/** Tells how many tests failed without each guard. A file that does not even load has no failed test. */
const failures = {
  onTestModuleEnd: (module: TestModule): void => {
    const failed = [...module.children.allTests('failed')].length;
    process.stdout.write(`failed tests: ${failed} ${module.project.name}\n`);
  },
};

/** A project for each guard, in one process: a process for each takes three times the time, most of it for its start. */
export default defineConfig({
  test: {
    // Apart from that of the lanes: what one run has stored without its guard must reach no other.
    fsModuleCache: true,
    fsModuleCachePath: 'node_modules/.cache/guards',
    reporters: [failures],
    // Two cores, which the other files of the lane share.
    maxWorkers: 2,
    projects: guards.map((guard) => ({
      plugins: [without(guard)],
      test: {
        name: guard.keepsOut,
        include: [guard.test],
        isolate: true,
        pool: 'forks' as const,
        // Limits end what hangs, and nothing else, as in the lanes: a guard is proved by a test that fails, never by a slow one.
        testTimeout: 120_000,
        hookTimeout: 240_000,
        expect: { poll: { timeout: 60_000 } },
        setupFiles: ['test/fixed-seed.ts', 'test/guards/first-failure.ts'],
      },
    })),
  },
});
