import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/deploy/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 1_200_000,
    expect: { poll: { timeout: 120_000 } },
    globalSetup: ['test/deploy/set-up.ts'],
    // A deployment waits for its emulator half of the time.
    maxWorkers: 2,
  },
});
