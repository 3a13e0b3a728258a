import { writeSync } from 'node:fs';
import { DirectoryStore } from '../../../../lib/registry/adapters/directory.ts';
import { PreconditionFailed } from '../../../../lib/registry/object-store.ts';
import { bytes, mustGet } from '../support/collect.ts';

/** Adds one to a counter so many times, and says each value it wrote: incrementer.ts <directory> <key> <times> */
const [directory = '', key = '', times = ''] = process.argv.slice(2);
const store = new DirectoryStore(directory);
writeSync(1, 'started\n');
for (let done = 0; done < Number(times); ) {
  const { body, etag } = await mustGet(store, key);
  const next = Number(Buffer.from(body).toString()) + 1;
  try {
    await store.swap(key, bytes(String(next)), etag);
    done += 1;
    writeSync(1, `${next}\n`);
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error;
  }
}
