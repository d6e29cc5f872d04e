import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/deploy/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 1_200_000,
    expect: { poll: { timeout: 120_000 } },
    fileParallelism: false,
  },
});
