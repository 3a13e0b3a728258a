import { parseArgs } from 'node:util';
import { type BundledScript, bundleScript } from '../../lib/bundle/bundle-script.ts';

/**
 * Builds the function that publishes the first model into dist/first-model.
 *
 *   node lambdas/first-model/build.ts [--json]
 */

/** The same sources give the same bytes; what is up to date is left alone. @throws when a source does not compile */
export async function buildFirstModel(): Promise<BundledScript> {
  return bundleScript('lambdas/first-model/handler.ts', 'dist/first-model');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
  const built = await buildFirstModel();
  process.stdout.write(
    values.json ? `${JSON.stringify(built)}\n` : `${built.directory}: ${built.bytes} bytes\n`,
  );
}
