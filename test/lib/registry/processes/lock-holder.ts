import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { acquireLock } from '../../../../lib/registry/adapters/directory-lock.ts';
import { storePaths } from '../../../../lib/registry/adapters/directory-paths.ts';
import { writeScratch } from '../../../../lib/registry/adapters/directory-scratch.ts';

/** Takes the lock of a key and keeps it until it is killed: lock-holder.ts <directory> <key> */
const [directory = '', key = ''] = process.argv.slice(2);
const paths = storePaths(directory);
const scratch = await writeScratch(paths, Buffer.from("the holder's body"));
await acquireLock({ ...scratch, lock: paths.lock(key), worthwhile: async () => true, patienceMs: 60_000 });
writeSync(1, 'holding\n');
await delay(600_000);
