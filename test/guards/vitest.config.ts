import { defineConfig } from 'vitest/config';
import type { TestModule, VitestPluginContext } from 'vitest/node';
import { type Guard, isProvedBy } from './guard.ts';
import { guards } from './guards.ts';
import { switchable } from './switchable.ts';

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

const tell = (failed: number, keepsOut: string): void => {
  process.stdout.write(`failed tests: ${failed} ${keepsOut}\n`);
};

/**
 * Tells how many tests failed without each guard. A file that does not even load has no failed test. A test of a matrix passes
 * where cells fail without its guard, and counts as one.
 */
const failures = {
  onTestModuleEnd: (module: TestModule): void => {
    if (!module.project.name.startsWith('matrix of ')) {
      tell([...module.children.allTests('failed')].length, module.project.name);
      return;
    }
    for (const one of module.children.allTests()) {
      tell(one.result().state === 'passed' ? 1 : 0, one.name);
      for (const { message } of one.result().errors ?? []) process.stdout.write(`${message}\n`);
    }
    for (const { message } of module.errors()) process.stdout.write(`${message}\n`);
  },
};

const options = {
  isolate: true,
  pool: 'forks' as const,
  // Limits end what hangs, and nothing else, as in the lanes: a guard is proved by a test that fails, never by a slow one.
  testTimeout: 120_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 60_000 } },
};

/** The matrix that proves guards one after the other, in one service. */
const ofMatrix = (name: 'rows' | 'giving') => ({
  plugins: [switchable(guards.filter(isProvedBy(name)))],
  test: {
    ...options,
    name: `matrix of ${name}`,
    include: [`test/guards/${name}.matrix.ts`],
    setupFiles: ['test/fixed-seed.ts'],
  },
});

/** A project for each guard, in one process: a process for each takes three times the time, most of it for its start. */
export default defineConfig({
  test: {
    // Apart from that of the lanes: what one run has stored without its guard must reach no other.
    fsModuleCache: true,
    fsModuleCachePath: 'node_modules/.cache/guards',
    reporters: [failures],
    // Two cores, which the other files of the lane share.
    maxWorkers: 2,
    projects: [
      ofMatrix('rows'),
      ofMatrix('giving'),
      ...guards.filter(isProvedBy('test')).map((guard) => ({
        plugins: [without(guard)],
        test: {
          ...options,
          name: guard.keepsOut,
          include: [guard.test],
          setupFiles: ['test/fixed-seed.ts', 'test/guards/first-failure.ts'],
        },
      })),
    ],
  },
});
