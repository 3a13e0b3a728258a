import type { Batches } from './batches.ts';
import { POLL_SECONDS } from './limits.ts';
import { type Line, many, n, span } from './line.ts';
import type { Shards } from './shards.ts';
import type { Speed } from './speed.ts';
import type { Workload } from './workload.ts';

/** What the function is asked to do when all goes well. */
export interface Traffic {
  /** Seconds that records gather before they are handed over. */
  readonly gatherSeconds: number;
  readonly invocationsPerSecond: number;
  /** Records to predict in an invocation, on average. */
  readonly recordsPerInvocation: number;
  /** As it is charged, in whole milliseconds. */
  readonly durationMs: number;
  /** Invocations at once, on average. */
  readonly concurrency: number;
  /** Batches of a lane that wait for each other after one gathering. */
  readonly queued: number;
  readonly lines: readonly Line[];
}

/** A lane is invoked when its records have gathered, or when a batch is full; never without a record. */
export function trafficOf(workload: Workload, batches: Batches, shards: Shards, speed: Speed): Traffic {
  const { rps, window, recordsPerAggregate } = workload;
  const gatherSeconds = Math.max(POLL_SECONDS, window);
  const arrivals = rps / recordsPerAggregate / shards.lanes;
  const perLane = Math.max(arrivals / batches.size, Math.min(arrivals, 1 / gatherSeconds));
  const invocationsPerSecond = perLane * shards.lanes;
  const recordsPerInvocation = rps / invocationsPerSecond;
  const exactMs = speed.batchMs(recordsPerInvocation);
  const durationMs = Math.ceil(exactMs);
  const concurrency = (invocationsPerSecond * exactMs) / 1_000;
  return {
    ...{ gatherSeconds, invocationsPerSecond, recordsPerInvocation, durationMs, concurrency },
    queued: Math.max(1, Math.ceil((arrivals * gatherSeconds) / batches.size)),
    lines: [
      {
        name: 'invocations',
        value: `${n(invocationsPerSecond)}/s`,
        how: `${many(shards.lanes, 'lane')} × ${n(perLane)}/s: gathered ${span(gatherSeconds)} (poll or window), or full at ${n(batches.size)}`,
      },
      {
        name: 'duration',
        value: `${n(durationMs)} ms`,
        how: `${n(recordsPerInvocation)} records each; ${n(concurrency)} at once on average`,
      },
    ],
  };
}
