import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { readConfig } from './config.ts';
import { labelLog } from './label-log.ts';
import { type LabelEvent, takeLabels } from './take-labels.ts';

const config = readConfig();
const store = openStore(config.monitoring);

/** Takes labels from a stream: each record is a label as JSON. A store that fails is thrown, and the batch comes again. */
export async function handler(event: LabelEvent): Promise<{ readonly batchItemFailures: readonly [] }> {
  const taken = await takeLabels(store, config.model, event);
  // Not by the console, which on Lambda puts a time before each line: CloudWatch takes metrics of bare JSON alone.
  for (const line of labelLog(config, taken, new Date())) process.stdout.write(`${line}\n`);
  return { batchItemFailures: [] };
}
