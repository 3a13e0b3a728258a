/** The least time kept free before an invocation ends, for requests in flight (3 s each) and the answer. */
export const MIN_MARGIN_MS = 5_000;

/** The share of an invocation's time that is kept free. */
export const MARGIN_SHARE = 0.2;

/** Until when an invocation works, in milliseconds since 1970. */
export interface Deadline {
  /** No request is started from here on; what is in flight may end. */
  readonly stopAtMs: number;
  /** The invocation is killed here: an answer must have been given. */
  readonly endAtMs: number;
}

/**
 * The deadline of an invocation: work stops max(5 s, 20% of its time) before its end. One shorter than 10 s
 * keeps half of its time, or it would never start.
 *
 * @param remainingMs what Lambda's context says at the start
 */
export function deadlineOf(nowMs: number, remainingMs: number): Deadline {
  const margin = Math.min(Math.max(MIN_MARGIN_MS, remainingMs * MARGIN_SHARE), remainingMs / 2);
  return { stopAtMs: nowMs + remainingMs - margin, endAtMs: nowMs + remainingMs };
}
