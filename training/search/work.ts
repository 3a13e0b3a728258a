import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { runWorker, type WorkerEnd } from '../study/worker.ts';
import type { WorkerEvent } from '../study/worker-events.ts';
import { foldsOf } from '../trial/folds.ts';
import { runTrial } from '../trial/run-trial.ts';
import { type OpenSearch, openSearch } from './open-search.ts';

export interface WorkRequest {
  /** Where studies are kept. */
  readonly store: ObjectStore;
  readonly study: string;
  /** Who works, for the study's attempts: unique among those at work. */
  readonly worker: string;
  /** Threads that a fit may keep busy. Default: 1. */
  readonly threads?: number | undefined;
  /** Hands the trial back and ends the work. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined;
}

/**
 * Runs trials of a search until it has ended or the signal comes. Any number of workers, on any machines, share a
 * search by nothing but its store.
 * @throws UserError when there is no such search
 */
export async function workOnSearch(request: WorkRequest): Promise<WorkerEnd> {
  const { store, study, worker, threads = 1, signal, onEvent } = request;
  const search = await openSearch(store, study);
  const folds = foldsOf(search.rows, search.search.folds, search.search.split.seed);
  return runWorker(search.study, {
    worker,
    ...(signal && { signal }),
    ...(onEvent && { onEvent }),
    run: (trial, controls) => {
      const { rows, objective } = search;
      const trainer = trainerOf(search, trial.family);
      const { parameters, seed } = trial;
      return runTrial({ trainer, parameters, rows, folds, objective, seed, threads }, controls);
    },
  });
}

function trainerOf({ trainers, study }: OpenSearch, family: string) {
  const trainer = trainers.get(family);
  if (trainer !== undefined) return trainer;
  throw new Error(
    `the study ${study.name} has trials of ${family}, which this version of weir does not know`,
  );
}
