import { startVitest } from 'vitest/node';
import { installMinistack, MinistackUnavailable } from '../../../localstack/emulator/ministack.ts';

/**
 * Runs the registry's suites against MiniStack's S3: `node test/lib/registry/run-ministack.ts`.
 * Exits with 77 when MiniStack cannot be had here, which is no failure of the registry.
 */
try {
  await installMinistack();
} catch (error) {
  if (!(error instanceof MinistackUnavailable)) throw error;
  console.error(`Not verified against MiniStack: ${error.message}`);
  process.exit(77);
}
const root = `${import.meta.dirname}/../../..`;
const include = ['test/lib/registry/ministack.verify.ts'];
const run = await startVitest('test', [], {
  root,
  include,
  config: false,
  watch: false,
  testTimeout: 60_000,
});
await run.close();
