import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Node keeps what it has compiled: the processes of tests, and the commands that tests start, load twice as fast.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url));

const exhaustive = ['test/unit/**/*.full.test.ts', 'test/integration/**/*.full.test.ts'];

/** Files that replace a module, or change the environment of their process, for themselves alone. */
const alone =
  /\bvi\.(mock|doMock|resetModules|stubEnv|stubGlobal)\(|process\.env\b|useTestTable\(\)|TestService\.start\(/;

/** The unit tests that leave nothing behind: they share a process and its loaded modules, which is most of their time. */
const sharing = globSync('test/unit/**/*.test.ts')
  .filter((file) => !file.endsWith('.full.test.ts') && !alone.test(readFileSync(file, 'utf8')))
  .sort();

// Limits end what hangs, and nothing else: no machine is so busy that a right test reaches them.
const project = (name: string, isolate: boolean, include: string[], exclude: string[], testTimeout = 120_000) => ({
  test: {
    name,
    isolate,
    include,
    exclude,
    pool: 'forks' as const,
    testTimeout,
    hookTimeout: 2 * testTimeout,
    expect: { poll: { timeout: 60_000 } },
  },
});

// Each test is in one lane: `npm test` runs the fast one, `npm run test:full` the exhaustive one, `.ci/run` both.
export default defineConfig({
  test: {
    // One for each core: by itself Vitest leaves one core free, which on two cores is half of the machine.
    maxWorkers: '100%',
    projects: [
      project('fast: sharing a process', false, sharing, []),
      project('fast', true, ['test/unit/**/*.test.ts', 'test/integration/**/*.test.ts'], [...exhaustive, ...sharing]),
      project('full', true, exhaustive, [], 600_000),
    ],
  },
});
