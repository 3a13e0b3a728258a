import type { Clock } from '../../../../training/study/clock.ts';
import {
  createStudy,
  type Study,
  type StudyDraft,
  type StudyOptions,
} from '../../../../training/study/study.ts';
import {
  type RunTrial,
  runWorker,
  type WorkerEnd,
  type WorkerEvent,
} from '../../../../training/study/worker.ts';
import { LeapingClock } from '../../../support/clocks.ts';
import { draftOf } from './drafts.ts';
import { MemoryStore } from './memory-store.ts';

/** A study in memory, whose store has the clock that its workers sleep by. */
export interface Scene {
  readonly clock: Clock;
  readonly store: MemoryStore;
  readonly study: Study;
  /** Runs a worker to its end. */
  work(run: RunTrial, given?: Working): Promise<Worked>;
}

interface Working {
  readonly worker?: string;
  readonly signal?: AbortSignal;
  readonly study?: Study;
  readonly onEvent?: (event: WorkerEvent) => void;
}

export interface Worked {
  readonly end: WorkerEnd;
  readonly events: readonly WorkerEvent[];
}

export async function sceneOf(given: Partial<StudyDraft> = {}, options: StudyOptions = {}): Promise<Scene> {
  const clock = new LeapingClock();
  const store = new MemoryStore(() => clock.now());
  const study = await createStudy(store, draftOf(given), options);
  const work = async (run: RunTrial, { worker = 'ann', onEvent, ...rest }: Working = {}): Promise<Worked> => {
    const events: WorkerEvent[] = [];
    const listen = (event: WorkerEvent) => {
      events.push(event);
      onEvent?.(event);
    };
    const working = { worker, run, clock, pollMs: 1_000, onEvent: listen };
    const end = await runWorker(rest.study ?? study, { ...working, signal: rest.signal });
    return { end, events };
  };
  return { clock, store, study, work };
}

/** A trial that ends at once, with its number as the value. */
export const numbered: RunTrial = async ({ number }) => ({
  state: 'complete',
  value: number,
  metrics: { number },
});
