import { setTimeout as sleep } from 'node:timers/promises';
import { arrivals } from './arrivals.ts';

export interface PaceOptions {
  /** Items a second; undefined: as fast as they are taken. */
  readonly perSecond: number | undefined;
  /** Items of one batch at most. */
  readonly batch: number;
  readonly signal: AbortSignal;
}

/** A batch waits for its last item at most this long, in milliseconds. */
const TICK_MS = 100;

/**
 * Groups items into batches at a steady rate: an item leaves no earlier than its turn, and a slow receiver is
 * caught up with afterwards, so that the mean rate is kept. When the signal aborts, what is held is handed over at
 * once as the last batch, and the receiver decides what becomes of it.
 */
export async function* paced<T>(
  items: Iterable<T> | AsyncIterable<T>,
  { perSecond, batch, signal }: PaceOptions,
): AsyncGenerator<T[]> {
  const started = performance.now();
  const size =
    perSecond === undefined ? batch : Math.min(batch, Math.max(1, Math.floor((perSecond * TICK_MS) / 1000)));
  let turn = 0;
  for await (const group of arrivals(items, { size, maxWaitMs: TICK_MS, signal })) {
    const ms = perSecond === undefined ? 0 : started + (turn * 1000) / perSecond - performance.now();
    if (ms > 0) await sleep(ms, undefined, { signal }).catch(() => undefined);
    turn += group.length;
    yield group;
  }
}
