import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Of these two the exhaustive file beside them tests the whole.
const examples = ['tenant-wall.test.ts', 'projects/hidden-projects.test.ts'];
const dataTests = globSync('test/integration/data/**/*.test.ts').filter(
  (file) => !examples.includes(file.replace('test/integration/data/', '')),
);

const project = (engine: string, include: readonly string[], globalSetup: readonly string[] = []) => ({
  test: {
    name: engine,
    include: [...include],
    setupFiles: ['test/fixed-seed.ts'],
    globalSetup: [...globalSetup],
    env: { OCORE_TEST_ENGINE: engine },
    pool: 'forks' as const,
    // Limits end what hangs, and nothing else: a deployment of Odoo starts about 30 processes.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});

// The data tests, which the other lanes run on the embedded engine, on AWS's own, so that no quirk of either is built upon. And
// what needs other programs of the host (ssh-keygen, python3).
export default defineConfig({
  test: {
    // Three for two cores, as in the other lanes.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    projects: [
      project('dynoxide', ['test/engines/**/*.test.ts']),
      project('dynamodb-local', dataTests, ['test/engines/shared-engine.ts']),
    ],
  },
});
