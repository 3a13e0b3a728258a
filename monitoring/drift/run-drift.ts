import { parseArgs } from 'node:util';
import { UserError } from '../../lib/contract/errors.ts';
import { processPorts } from './adapters/process-ports.ts';
import { readConfig } from './config.ts';
import { runModels } from './job/run-models.ts';

/**
 * The drift job as a process, such as a Fargate task:
 *
 *   node monitoring/drift/run-drift.ts [--window 2026-11-21T02] [--force]
 *
 * All else comes from the environment (DRIFT_ENV of lib/contract/environment.ts). It exits with 0 when it came to its
 * end, be it that there was nothing to judge; 1 for a fault; 2 for a mistake in what was asked for.
 */
try {
  const { values } = parseArgs({ options: { window: { type: 'string' }, force: { type: 'boolean' } } });
  const config = readConfig();
  await runModels(processPorts(config), { models: config.models, ...values });
} catch (error) {
  const isMistake =
    error instanceof UserError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  if (isMistake) console.error(`weir: ${(error as Error).message}`);
  else console.error(error);
  process.exitCode = isMistake ? 2 : 1;
}
