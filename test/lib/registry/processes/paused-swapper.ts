import { writeSync } from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Swaps an object and stops itself right before the rename that would put the new one in its place:
 * paused-swapper.ts <directory> <key> <etag>. Says "pausing", and once it goes on, what became of the swap.
 */
const [directory = '', key = '', etag = ''] = process.argv.slice(2);
const { rename } = files;
let paused = false;
files.rename = async (from, to) => {
  if (String(to).endsWith(key) && !paused) {
    paused = true;
    writeSync(1, 'pausing\n');
    process.kill(process.pid, 'SIGSTOP');
  }
  return rename(from, to);
};
syncBuiltinESMExports();

const { DirectoryStore } = await import('../../../../lib/registry/adapters/directory.ts');
const outcome = await new DirectoryStore(directory).swap(key, Buffer.from('the paused one'), etag).then(
  () => 'swapped',
  (error: Error) => error.name,
);
writeSync(1, `${outcome}\n`);
