import { defineConfig } from 'vitest/config';

/** Node 24 runs the TypeScript of child processes directly, so tests spawn the very files users run. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
  },
});
