import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { checks, exhaustive, fast } from './test/lanes.ts';

// Node keeps what it has compiled: the processes of tests, and the commands that tests start, load twice as fast.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url));

type Files = {
  readonly include: string[];
  /** Whether each file has a process of its own. */
  readonly isolate: boolean;
  readonly setupFiles?: string[];
  readonly globalSetup?: string[];
  readonly testTimeout?: number;
};

// Limits end what hangs, and nothing else: no machine is so busy that a right test reaches them.
const project = (
  name: string,
  { include, isolate, setupFiles = [], globalSetup = [], testTimeout = 120_000 }: Files,
) => ({
  test: {
    name,
    isolate,
    include,
    setupFiles: ['test/fixed-seed.ts', ...setupFiles],
    globalSetup,
    pool: 'forks' as const,
    testTimeout,
    hookTimeout: 2 * testTimeout,
    expect: { poll: { timeout: 60_000 } },
  },
});

// Each test is in one lane: `npm test` runs the fast one, `npm run test:full` the exhaustive one, `npm run check` that of the
// checks, `.ci/run` all of them.
export default defineConfig({
  test: {
    // Three for two cores: a test waits for the process of its engine, or for git, an eighth of the time and more.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    projects: [
      project('fast: sharing modules', { include: fast.sharingModules, isolate: false }),
      project('fast: sharing packages', {
        include: fast.sharingPackages,
        isolate: false,
        setupFiles: ['test/fresh-modules.ts'],
        globalSetup: ['test/bundled-command.ts'],
      }),
      project('fast: sharing templates', { include: fast.sharingTemplates, isolate: false }),
      project('fast', { include: fast.isolated, isolate: true }),
      project('check', { include: checks, isolate: true }),
      project('full', {
        include: exhaustive,
        isolate: true,
        globalSetup: ['test/bundled-command.ts'],
        testTimeout: 600_000,
      }),
    ],
  },
});
