/** The least time that an invocation keeps free before its end, in ms: for requests in flight (3 s each) and the answer. */
export const MIN_MARGIN_MS = 5_000;

/** The share of an invocation's time that it keeps free. */
export const MARGIN_SHARE = 0.2;

/**
 * How much of an invocation is kept free, in ms: max(5 s, 20%). One shorter than 10 s keeps half of its time, or it
 * would never start.
 * @param totalMs what it has in all
 */
export function marginMs(totalMs: number): number {
  return Math.min(Math.max(MIN_MARGIN_MS, totalMs * MARGIN_SHARE), totalMs / 2);
}
