import { StoreError } from '../../lib/registry/store-errors.ts';
import type { Clock } from './clock.ts';

/** Pauses between attempts, in milliseconds; the last one goes on. */
const PAUSES_MS = [200, 1_000, 5_000] as const;

export interface Patience {
  readonly clock: Clock;
  /** How long a store may be down, in milliseconds. */
  readonly patienceMs: number;
  /** Ends the waiting: the fault is then thrown. */
  readonly signal: AbortSignal;
  readonly onFault: (fault: StoreError) => void;
}

/**
 * Does what a store does not let through for a while: a fault of a minute costs no trial of an hour.
 * @param work the same write each time
 * @throws StoreError when the store is down for longer; whatever else `work` throws, at once
 */
export async function patiently<T>(work: () => Promise<T>, patience: Patience): Promise<T> {
  const { clock, patienceMs, signal, onFault } = patience;
  const deadline = clock.now() + patienceMs;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      const pauseMs = PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]!;
      const leftMs = deadline - clock.now();
      if (signal.aborted || leftMs <= 0) throw error;
      onFault(error);
      await clock.sleep(Math.min(pauseMs, leftMs), signal);
    }
  }
}
