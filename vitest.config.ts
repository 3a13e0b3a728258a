import { defineConfig } from 'vitest/config';

/** Node 24 runs the TypeScript of child processes directly, so tests spawn the very files users run. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Most of the time goes to waiting for processes and polls: two files at once, also on two cores.
    maxWorkers: 2,
  },
});
