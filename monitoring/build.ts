import { parseArgs } from 'node:util';
import { type BundledScript, bundleScript } from '../lib/bundle/bundle-script.ts';

/**
 * Builds the functions of monitoring into dist/drift-job and dist/labels.
 *
 *   node monitoring/build.ts [--json]
 */

export interface BuiltMonitoring {
  readonly drift: BundledScript;
  readonly labels: BundledScript;
}

/** The same sources give the same bytes; what is up to date is left alone. @throws when a source does not compile */
export async function buildMonitoring(): Promise<BuiltMonitoring> {
  const [drift, labels] = await Promise.all([
    bundleScript('monitoring/drift/handler.ts', 'dist/drift-job'),
    bundleScript('monitoring/labels/handler.ts', 'dist/labels'),
  ]);
  return { drift, labels };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
  const built = await buildMonitoring();
  const lines = Object.values(built).map(({ directory, bytes }) => `${directory}: ${bytes} bytes\n`);
  process.stdout.write(values.json ? `${JSON.stringify(built)}\n` : lines.join(''));
}
