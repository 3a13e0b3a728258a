import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { faultyStore } from '../support/faulty-store.ts';
import { publishAndPromote } from './publish-and-promote.ts';

/**
 * Publishes and promotes, and kills itself before its k-th write: killed-at-write.ts <location> <k>. At the end
 * it says how many writes there were.
 */
const [location = '', k = ''] = process.argv.slice(2);
let writes = 0;
const store = faultyStore(openStore(location), {
  before({ number }) {
    if (number === Number(k)) process.kill(process.pid, 'SIGKILL');
    writes = number;
  },
});
await publishAndPromote(store, 'a process to be killed');
process.stdout.write(`${writes}\n`);
