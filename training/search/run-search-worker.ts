import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { workOnSearch } from './work.ts';
import { WORKER_EXIT, type WorkerMessage } from './worker-message.ts';

/**
 * A process that works on a search. Arguments: where studies are kept, the study, the worker's name, the threads of a
 * fit. It stops when it is asked to (SIGTERM, SIGINT) and when its parent is gone; its trial is handed back then.
 */
const [place, study, worker, threads] = process.argv.slice(2);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
}
process.on('disconnect', () => stop.abort(new Error('the search is gone')));

function tell(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, () => resolve());
  });
}

try {
  await workOnSearch({
    store: openStore(place!),
    study: study!,
    worker: worker!,
    threads: Number(threads),
    signal: stop.signal,
    onEvent: (event) => {
      if (event.kind === 'fault') void tell({ kind: 'fault', reason: event.reason });
    },
  });
  process.exit(WORKER_EXIT.done);
} catch (thrown) {
  await tell({ kind: 'fault', reason: reasonOf(thrown) });
  process.exit(thrown instanceof UserError ? WORKER_EXIT.mistake : WORKER_EXIT.fault);
}
