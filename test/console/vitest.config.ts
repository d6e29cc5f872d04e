import { defineConfig } from 'vitest/config';

// A real browser, and the whole service: a core carries one. Four on two cores took no less time (428 s for 439 s).
export default defineConfig({
  test: {
    include: ['test/console/**/*.test.ts'],
    globalSetup: ['test/console/build-first.ts'],
    pool: 'forks',
    maxWorkers: '100%',
    testTimeout: 180_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
