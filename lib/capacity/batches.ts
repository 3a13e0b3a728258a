import { EVENT_MAX_BYTES } from '../contract/limits.ts';
import { BATCH_SECONDS } from './limits.ts';
import { type Line, n, span } from './line.ts';
import type { Sizes } from './sizes.ts';
import type { Speed } from './speed.ts';
import type { Workload } from './workload.ts';

/** How much one invocation takes, and how fast a sandbox is that always has a full one. */
export interface Batches {
  /** Records of the input stream, aggregates counted once, as the event source mapping does. */
  readonly size: number;
  /** What made it smaller than was asked for. */
  readonly loweredBy: 'payload' | 'time' | undefined;
  /** Records to predict in a full one. */
  readonly records: number;
  readonly fullMs: number;
  /** Records a second of a sandbox that is never idle. */
  readonly sandboxRate: number;
  readonly lines: readonly Line[];
}

export function batchesOf(workload: Workload, sizes: Sizes, speed: Speed): Batches {
  const each = workload.recordsPerAggregate;
  const byPayload = Math.max(1, Math.floor(EVENT_MAX_BYTES / sizes.payload));
  const byTime = mostWithin(BATCH_SECONDS * 1_000, each, speed);
  const size = Math.min(workload.batchSize, byPayload, byTime);
  const records = size * each;
  const fullMs = speed.batchMs(records);
  const sandboxRate = (records / fullMs) * 1_000;
  const loweredBy = size === workload.batchSize ? undefined : size === byPayload ? 'payload' : 'time';
  const aggregates = each === 1 ? '' : ` aggregates of ${n(each)}`;
  return {
    ...{ size, loweredBy, records, fullMs, sandboxRate },
    lines: [
      {
        name: 'batch size',
        value: `${n(size)}${aggregates}`,
        how: `least of asked ${n(workload.batchSize)}, payload 6 MiB ÷ ${n(sizes.payload)} bytes = ${n(byPayload)}, time ${n(BATCH_SECONDS)} s = ${n(byTime)}`,
      },
      {
        name: 'a full batch',
        value: span(fullMs / 1_000),
        how: `${n(records)} × ${n(speed.recordMs * 1_000)} µs${speed.beside}`,
      },
      {
        name: 'one sandbox',
        value: `${n(sandboxRate)} records/s`,
        how: `${n(records)} ÷ ${span(fullMs / 1_000)}, always busy`,
      },
    ],
  };
}

/** The largest batch of up to 10,000 whose invocation ends in time. It grows with its size, so halving finds it. */
function mostWithin(limitMs: number, each: number, speed: Speed): number {
  let [fits, tooLarge] = [1, 10_001];
  while (tooLarge - fits > 1) {
    const middle = Math.floor((fits + tooLarge) / 2);
    if (speed.batchMs(middle * each) <= limitMs) fits = middle;
    else tooLarge = middle;
  }
  return fits;
}
