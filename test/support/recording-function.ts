import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddedSettings } from '../../localstack/embedded/main.ts';
import { fakeBundle } from './fake-bundle.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/**
 * A function that notes the partition keys of each record it was given, one to a line, as "start <key>" and,
 * after TEST_DELAY_MS, "done <key>".
 */
const SOURCE = `
import { appendFileSync } from 'node:fs';
const note = (word, event) =>
  appendFileSync(process.env.TEST_NOTES, event.Records.map((r) => word + ' ' + r.kinesis.partitionKey + '\\n').join(''));
export const handler = async (event) => {
  note('start', event);
  await new Promise((resolve) => setTimeout(resolve, Number(process.env.TEST_DELAY_MS ?? 0)));
  note('done', event);
  return { batchItemFailures: [] };
};`;

/** Settings of a stack in a temporary directory whose function only notes what it is given. */
export async function recordingStack(delayMs = 0) {
  const directory = await temporaryDirectory();
  const notes = join(directory, 'notes');
  const settings: Partial<EmbeddedSettings> = {
    kinesisPort: 0,
    stateDirectory: join(directory, 'state'),
    bundle: await fakeBundle(SOURCE),
    environment: { TEST_NOTES: notes, TEST_DELAY_MS: String(delayMs) },
  };
  return {
    settings,
    /** What the function noted so far. */
    notes: async () => (await readFile(notes, 'utf8').catch(() => '')).split('\n').filter(Boolean),
  };
}
