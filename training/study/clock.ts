import { setTimeout as delay } from 'node:timers/promises';

/** Local time: it measures how long something took, and is never compared with a time of the store. */
export interface Clock {
  /** Milliseconds that never go back, from any start. */
  now(): number;
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  async sleep(ms, signal) {
    await delay(ms, undefined, { signal }).catch(() => undefined);
  },
};
