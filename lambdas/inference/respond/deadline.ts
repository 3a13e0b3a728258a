import { marginMs } from '../../../lib/contract/deadline.ts';

/** Until when an invocation works, in milliseconds since 1970. */
export interface Deadline {
  /** No request is started from here on; what is in flight may end. */
  readonly stopAtMs: number;
  /** The invocation is killed here: an answer must have been given. */
  readonly endAtMs: number;
}

/**
 * The deadline of an invocation: work stops max(5 s, 20% of its time) before its end.
 * @param remainingMs what Lambda's context says at the start
 */
export function deadlineOf(nowMs: number, remainingMs: number): Deadline {
  const endAtMs = nowMs + remainingMs;
  return { stopAtMs: endAtMs - marginMs(remainingMs), endAtMs };
}
