import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Publishes and promotes in a directory, and kills itself before its k-th change to the filesystem:
 * killed-at-file-operation.ts <location> <k>. At the end it says how many changes there were.
 */
const [location = '', k = ''] = process.argv.slice(2);
let operations = 0;

function counted<A extends unknown[], R>(operation: (...args: A) => R): (...args: A) => R {
  return (...args) => {
    operations += 1;
    if (operations === Number(k)) process.kill(process.pid, 'SIGKILL');
    return operation(...args);
  };
}

const { open, link, rename, unlink, rm, rmdir, utimes } = files;
Object.assign(files, {
  open: counted(open),
  link: counted(link),
  rename: counted(rename),
  unlink: counted(unlink),
  rm: counted(rm),
  rmdir: counted(rmdir),
  utimes: counted(utimes),
});
syncBuiltinESMExports();

// Imported only now, so that they see the counted operations.
const { openStore } = await import('../../../../lib/registry/adapters/open-store.ts');
const { publishAndPromote } = await import('./publish-and-promote.ts');
await publishAndPromote(openStore(location), 'a process to be killed');
process.stdout.write(`${operations}\n`);
