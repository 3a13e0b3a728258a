import { type Line, n, span } from './line.ts';
import type { Traffic } from './traffic.ts';

/** From a record's arrival on the input stream to its prediction's on the output stream, in seconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly leavesOut: string;
  readonly lines: readonly Line[];
}

const LEAVES_OUT =
  "the way from the producer to the stream, the consumer's own polling, cold starts (about a second, for each new sandbox), throttles, retries and uneven keys";

/** A record comes at any time of a gathering, then its batch runs, after those of its lane that came before. */
export function latencyOf({ gatherSeconds, durationMs, queued }: Traffic): Latency {
  const batch = durationMs / 1_000;
  const half = Math.ceil(queued / 2);
  const p50 = gatherSeconds / 2 + half * batch;
  const p99 = gatherSeconds * 0.99 + queued * batch;
  const line = (name: string, seconds: number, waited: number, runs: number): Line => ({
    name,
    value: span(seconds),
    how: `${span(waited)} of the gathering + ${n(runs)} × ${span(batch)}`,
  });
  return {
    p50,
    p99,
    leavesOut: LEAVES_OUT,
    lines: [
      line('half of the records', p50, gatherSeconds / 2, half),
      line('99 of 100', p99, gatherSeconds * 0.99, queued),
    ],
  };
}
