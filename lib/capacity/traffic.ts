import type { Batches } from './batches.ts';
import { POLL_SECONDS } from './limits.ts';
import { type Line, many, n, span } from './line.ts';
import { ASSUMED } from './measurements.ts';
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
  /** One object of each batch with a rejection. */
  readonly quarantinePutsPerSecond: number;
  readonly lines: readonly Line[];
}

/** A lane is invoked when its records have gathered, or when a batch is full; never without a record. */
export function trafficOf(workload: Workload, batches: Batches, shards: Shards, speed: Speed): Traffic {
  const { rps, window, recordsPerAggregate, rejectedShare } = workload;
  const gatherSeconds = Math.max(POLL_SECONDS, window);
  const lanes = lanesInUse(workload, shards);
  const arrivals = rps / recordsPerAggregate / lanes;
  const perLane = Math.max(arrivals / batches.size, Math.min(arrivals, 1 / gatherSeconds));
  const recordsPerInvocation = rps / (perLane * lanes);
  const exactMs = Math.max(
    speed.batchMs(recordsPerInvocation),
    inOrderMs(workload, recordsPerInvocation, lanes),
  );
  const durationMs = Math.ceil(exactMs);
  // A lane that is never idle takes no more, and the rest waits.
  const invocationsPerSecond = lanes * Math.min(perLane, 1_000 / exactMs);
  const concurrency = (invocationsPerSecond * exactMs) / 1_000;
  return {
    ...{ gatherSeconds, invocationsPerSecond, recordsPerInvocation, durationMs, concurrency },
    quarantinePutsPerSecond: invocationsPerSecond * (1 - (1 - rejectedShare) ** recordsPerInvocation),
    queued: Math.max(1, Math.ceil((arrivals * gatherSeconds) / batches.size)),
    lines: [
      {
        name: 'invocations',
        value: `${n(invocationsPerSecond)}/s`,
        how: `${many(lanes, 'lane')} × ${n(perLane)}/s: gathered ${span(gatherSeconds)} (poll or window), or full at ${n(batches.size)}`,
      },
      {
        name: 'duration',
        value: `${n(durationMs)} ms`,
        how: `${n(recordsPerInvocation)} records each; ${n(concurrency)} at once on average`,
      },
    ],
  };
}

/** With fewer partition keys than lanes, some stay empty. Of the keys of aggregates nothing is known. */
function lanesInUse({ keys, recordsPerAggregate }: Workload, { lanes }: Shards): number {
  return keys === undefined || recordsPerAggregate > 1 ? lanes : Math.min(lanes, keys);
}

/** Order key puts the records of one key one after another: of a batch, as many rounds as its keys have records. */
function inOrderMs({ order, keys }: Workload, records: number, lanes: number): number {
  if (order === 'none' || keys === undefined) return 0;
  return Math.ceil((records * lanes) / keys - 1e-9) * ASSUMED.putRoundTripMs;
}
