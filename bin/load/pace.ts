/** Time as a worker sees it. */
export interface Clock {
  /** In milliseconds, from any start. */
  now(): number;
  /** Waits so long, or until the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Schedule {
  /** When the first record is due, by the clock. */
  readonly startMs: number;
  /** Records a second, of all workers. */
  readonly perSecond: number;
  /** Records in all. */
  readonly total: number;
}

/** When a record is due, by the clock. @param turn counted from 0 */
export function dueAt({ startMs, perSecond }: Schedule, turn: number): number {
  return startMs + (turn * 1000) / perSecond;
}

/** Records that are due within so many milliseconds go in one request: it bounds what the waiting adds. */
export const TICK_MS = 20;

/** A worker that is behind stops so long after the last record was due. */
export const OVERTIME_MS = 1000;

/**
 * The turns of one worker: of all turns each `workers`-th, handed out when they are due, those that came due while
 * it was busy in one group. A slow stream so makes the groups larger and never moves a due time, and a latency
 * counted from there has the waiting in it (no coordinated omission).
 */
export async function* turnsOf(
  schedule: Schedule,
  { worker, workers, batch }: { readonly worker: number; readonly workers: number; readonly batch: number },
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<readonly number[]> {
  const endMs = dueAt(schedule, schedule.total) + OVERTIME_MS;
  for (let turn = worker; turn < schedule.total && !signal.aborted; ) {
    const now = clock.now();
    if (now > endMs) return;
    const due: number[] = [];
    for (; turn < schedule.total && due.length < batch && dueAt(schedule, turn) <= now; turn += workers)
      due.push(turn);
    if (due.length > 0) yield due;
    else await clock.sleep(Math.max(TICK_MS, dueAt(schedule, turn) - now), signal);
  }
}
