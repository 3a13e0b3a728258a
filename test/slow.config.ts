import { defineConfig } from 'vitest/config';

/**
 * Tests that wait for signals, saves and restarts more than they work: `npm test` leaves them to `npm run verify`.
 *
 *   npx vitest run --config test/slow.config.ts
 */
export default defineConfig({
  test: { include: ['test/**/*.slow.ts'], testTimeout: 30_000, hookTimeout: 60_000, maxWorkers: 2 },
});
