import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../lib/contract/errors.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { type SearchProgress, searchProgress } from '../../training/search/search-progress.ts';
import { openStudy, type Study } from '../../training/study/study.ts';
import type { RemoteRuns, RunState } from './remote-runs.ts';

export interface FollowOptions {
  readonly runs: RemoteRuns;
  readonly executionArn: string;
  /** Where the run's study is. */
  readonly store: ObjectStore;
  readonly study: string;
  /** Ends the following, not the run. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SearchProgress) => void;
  /** Between two looks. Default: 5,000. */
  readonly pollMs?: number;
}

/** A look costs some requests to S3: a search of an hour 720 of them. */
const POLL_MS = 5_000;

/**
 * Looks on until a run has ended.
 * @throws the signal's reason
 */
export async function followRun(options: FollowOptions): Promise<RunState> {
  const { runs, executionArn, signal, onProgress, pollMs = POLL_MS } = options;
  let study: Study | undefined;
  for (;;) {
    signal.throwIfAborted();
    const state = await runs.state(executionArn);
    study ??= await studyIfThere(options);
    if (study !== undefined) onProgress(searchProgress(study.definition, await study.trials()));
    if (state.status !== 'RUNNING') return state;
    await delay(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** There is none while the run prepares it. */
async function studyIfThere({ store, study }: FollowOptions): Promise<Study | undefined> {
  return openStudy(store, study).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
}
