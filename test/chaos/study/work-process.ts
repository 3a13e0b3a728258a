import '../../../localstack/child-process/die-with-parent.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { openStudy } from '../../../training/study/study.ts';
import { type RunTrial, runWorker } from '../../../training/study/worker.ts';
import { DEADLY } from './deadly.ts';

/**
 * A worker on a study, with a trial that takes its time: work-process.ts <place> <study> <worker>. It tells its
 * parent what happens to it, and its own wall clock.
 */
const [place = '', name = '', worker = ''] = process.argv.slice(2);

/** Milliseconds between two steps of a trial. */
const STEP_MS = 100;
const FOREVER_MS = 3_600_000;
const STOPPED = new AbortController();
process.on('SIGTERM', () => STOPPED.abort(new Error('asked to stop')));

/** A bowl with its bottom at (0.3, 0.7); each step is nearer to the value. */
const run: RunTrial = async ({ number, parameters, family, seed }, { report, signal }) => {
  if (number === DEADLY) await sleep(FOREVER_MS, undefined, { signal });
  const [x, y] = [Number(parameters.x), Number(parameters.y ?? 0.7)];
  const value = (x - 0.3) ** 2 + (y - 0.7) ** 2 + (family === 'flat' ? 0.05 : 0);
  for (let step = 1; step <= 4; step++) {
    await sleep(STEP_MS + (seed % STEP_MS), undefined, { signal });
    if (!(await report(step, value + 1 / (1 + step))))
      return { state: 'pruned', reason: 'worse', metrics: {} };
  }
  return { state: 'complete', value, metrics: { seed } };
};

const study = await openStudy(openStore(place), name);
process.send?.({ kind: 'clock', nowMs: Date.now() });
const onEvent = (event: object) => process.send?.(event);
const end = await runWorker(study, { worker, run, pollMs: 250, signal: STOPPED.signal, onEvent });
process.send?.({ kind: 'end', ...end });
