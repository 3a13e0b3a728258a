import { setTimeout as sleep } from 'node:timers/promises';

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
 * caught up with afterwards, so that the mean rate is kept.
 */
export async function* paced<T>(
  items: Iterable<T> | AsyncIterable<T>,
  { perSecond, batch, signal }: PaceOptions,
): AsyncGenerator<T[]> {
  const started = performance.now();
  const size =
    perSecond === undefined ? batch : Math.min(batch, Math.max(1, Math.floor((perSecond * TICK_MS) / 1000)));
  let turn = 0;
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    await wait(turn);
    turn += group.length;
    yield group;
    group = [];
  }
  if (group.length > 0) {
    await wait(turn);
    yield group;
  }

  async function wait(before: number): Promise<void> {
    signal.throwIfAborted();
    const ms = perSecond === undefined ? 0 : started + (before * 1000) / perSecond - performance.now();
    if (ms <= 0) return;
    await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
