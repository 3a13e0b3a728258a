import { PUT_RECORDS_MAX_BYTES, PUT_RECORDS_MAX_ENTRIES } from '../contract/limits.ts';
import { MB_PER_VCPU } from './limits.ts';
import { type Line, n } from './line.ts';
import { ASSUMED, MEASURED } from './measurements.ts';
import type { Sizes } from './sizes.ts';
import type { Workload } from './workload.ts';

/** How fast one sandbox of the function is. */
export interface Speed {
  /** Milliseconds of one record of a batch. */
  readonly recordMs: number;
  readonly line: Line;
  /** What a batch takes besides its records, for a person; may be empty. */
  readonly beside: string;
  /** Milliseconds of an invocation with so many records, predicted and put. */
  batchMs(records: number): number;
}

export function speedOf(workload: Workload, sizes: Sizes): Speed {
  return workload.recordsPerSecond === undefined
    ? measuredHere(workload, sizes)
    : measuredByUser(workload.recordsPerSecond);
}

/** A rate that a user measured has everything in it. */
function measuredByUser(recordsPerSecond: number): Speed {
  const recordMs = 1_000 / recordsPerSecond;
  return {
    recordMs,
    line: {
      name: 'time of a record',
      value: `${n(recordMs * 1_000)} µs`,
      how: `1 ÷ ${n(recordsPerSecond)} records/s (--records-per-second)`,
    },
    beside: '',
    batchMs: (records) => records * recordMs,
  };
}

/**
 * Half a vCPU takes twice as long. More than one is not counted: session runs of trees and large matrices may
 * gain, decoding and putting do not, and nothing of it was measured.
 */
function measuredHere(workload: Workload, sizes: Sizes): Speed {
  const { model, outputFormat, recordBytes, recordsPerAggregate, memory, cpuFactor } = workload;
  const handler = MEASURED.handlerMicros[model][outputFormat];
  const put = MEASURED.putMicros[outputFormat];
  const beyond = Math.max(0, recordBytes - MEASURED.recordBytes);
  const payload = sizes.payload / recordsPerAggregate;
  const parse = (beyond * MEASURED.recordByteNanos + payload * MEASURED.payloadByteNanos) / 1_000;
  const vcpu = Math.min(1, memory / MB_PER_VCPU);
  const recordMs = ((handler + put + parse) * cpuFactor) / vcpu / 1_000;
  return {
    recordMs,
    line: {
      name: 'time of a record',
      value: `${n(recordMs * 1_000)} µs`,
      how: `(${model} ${n(handler)} + put ${n(put)} + bytes ${n(parse)} µs, measured) × ${n(cpuFactor)} (assumed: Lambda's vCPU) ÷ ${n(vcpu)} vCPU`,
    },
    beside: ` + ${n(ASSUMED.batchMs / vcpu)} ms + ${ASSUMED.putRoundTripMs} ms a round of ${ASSUMED.putsInFlight} puts (assumed)`,
    batchMs: (records) => ASSUMED.batchMs / vcpu + records * recordMs + waitMs(records, sizes),
  };
}

/** The requests of a batch go out several at once; what is waited for is their rounds. */
function waitMs(records: number, sizes: Sizes): number {
  const requests = Math.ceil(
    Math.max(records / PUT_RECORDS_MAX_ENTRIES, (records * sizes.output) / PUT_RECORDS_MAX_BYTES),
  );
  return Math.ceil(requests / ASSUMED.putsInFlight) * ASSUMED.putRoundTripMs;
}
