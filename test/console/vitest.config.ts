import { defineConfig } from 'vitest/config';

// A real browser, and the whole service. Half of the time a file waits for the page: four at a time fill two cores.
export default defineConfig({
  test: {
    include: ['test/console/**/*.test.ts'],
    globalSetup: ['test/console/build-first.ts'],
    pool: 'forks',
    maxWorkers: 4,
    testTimeout: 180_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
