import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { installMinistack, MinistackUnavailable } from '../../../localstack/emulator/ministack.ts';

/**
 * Runs the registry's suites against an S3 that is not ours: `node test/lib/registry/run-ministack.ts` on a
 * MiniStack that it starts, `--endpoint <url> --bucket <name>` on any.
 * Exits with 77 when MiniStack cannot be had here, which is no failure of the registry.
 */
const { values } = parseArgs({ options: { endpoint: { type: 'string' }, bucket: { type: 'string' } } });
if (values.endpoint === undefined) await install();
// Vitest's workers have the environment of this process.
process.env.WEIR_TEST_S3 = JSON.stringify(values);

const run = await startVitest('test', [], {
  root: `${import.meta.dirname}/../../..`,
  include: ['test/lib/registry/ministack.verify.ts'],
  config: false,
  watch: false,
  testTimeout: 60_000,
});
await run.close();

async function install(): Promise<void> {
  try {
    await installMinistack();
  } catch (error) {
    if (!(error instanceof MinistackUnavailable)) throw error;
    console.error(`Not verified against MiniStack: ${error.message}`);
    process.exit(77);
  }
}
