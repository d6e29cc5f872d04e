import { defineConfig } from 'vitest/config';

const exhaustive = 'test/**/*.full.test.ts';

const lane = (name: string, include: string[], exclude: string[]) => ({
  test: { name, include, exclude, pool: 'forks' as const, testTimeout: 30_000, hookTimeout: 60_000 },
});

// Each test is in one lane: `npm test` runs the fast one, `npm run test:full` the exhaustive one, `.ci/run` both.
export default defineConfig({
  test: {
    projects: [
      lane('fast', ['test/unit/**/*.test.ts', 'test/integration/**/*.test.ts'], [exhaustive]),
      lane('full', ['test/unit/**/*.full.test.ts', 'test/integration/**/*.full.test.ts'], []),
    ],
  },
});
