import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { reasonOf } from '../../lib/contract/errors.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { openStudy, type Study } from '../study/study.ts';
import { type SearchProgress, searchProgress } from './search-progress.ts';
import { runWorkers } from './worker-pool.ts';

export interface LocalSearch {
  readonly store: ObjectStore;
  /** How other processes open the store: a directory or s3://bucket[/prefix]. */
  readonly place: string;
  readonly study: string;
  /** Processes at once. */
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SearchProgress) => void;
  /** Something went wrong that the search goes on after. */
  readonly onFault?: ((text: string) => void) | undefined;
}

/** Between two looks at the study. */
const LOOK_MS = 500;

/**
 * Runs a prepared search with worker processes of this machine, and tells how far it is.
 * @throws the signal's reason, once the workers have handed back their trials
 */
export async function searchLocally(options: LocalSearch): Promise<void> {
  const { store, place, study: name, workers, signal, onFault } = options;
  const study = await openStudy(store, name);
  const over = new AbortController();
  const watching = watch(study, options, over.signal);
  const threads = Math.max(1, Math.floor(availableParallelism() / workers));
  try {
    await runWorkers({ place, study: name, workers, threads, signal, onFault });
  } finally {
    over.abort();
    await watching;
  }
  signal.throwIfAborted();
}

async function watch(study: Study, options: LocalSearch, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await look(study, options);
    await setTimeout(LOOK_MS, undefined, { signal: over }).catch(() => {});
  }
  await look(study, options);
}

/** A store that does not answer for a moment is no reason to end a search: the workers have their own patience. */
async function look(study: Study, { onProgress, onFault }: LocalSearch): Promise<void> {
  try {
    onProgress(searchProgress(study.definition, await study.trials()));
  } catch (thrown) {
    onFault?.(`the study cannot be looked at: ${reasonOf(thrown)}`);
  }
}
