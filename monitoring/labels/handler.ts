import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { readConfig } from './config.ts';
import { type LabelEvent, takeLabels } from './take-labels.ts';

const config = readConfig();
const store = openStore(config.monitoring);

/** Takes labels from a stream: each record is a label as JSON. A store that fails is thrown, and the batch comes again. */
export async function handler(event: LabelEvent): Promise<{ readonly batchItemFailures: readonly [] }> {
  const { stored, invalid } = await takeLabels(store, config.model, event);
  const level = invalid > 0 ? 'warn' : 'info';
  console.log(JSON.stringify({ level, message: 'labels were stored', model: config.model, stored, invalid }));
  return { batchItemFailures: [] };
}
