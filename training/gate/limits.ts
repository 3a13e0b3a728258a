import { MODEL_MAX_BYTES } from '../../lib/contract/limits.ts';

/** What a candidate may take. */
export interface GateLimits {
  /** The .onnx file. Default: 256 MiB, what a function loads. */
  readonly maxBytes: number;
  /** The 99th percentile of one row alone. Default: 25 ms. */
  readonly singleP99Ms: number;
  /** The 99th percentile of a batch of BATCH_ROWS. Default: 500 ms, so that an event of 10,000 takes 5 s. */
  readonly batchP99Ms: number;
  /** How many times the champion's either may be. Default: 1.2. */
  readonly latencyRatio: number;
  /** Live records at least, before an agreement says something. Default: 1,000. */
  readonly minLiveRecords: number;
  /** For everything that both models run, from the start of the process. Default: 60,000. */
  readonly timeoutMs: number;
  /** Resident memory of the process that runs both. Default: 2 GiB. */
  readonly maxRssBytes: number;
  /** Time to spend on measuring latencies: more makes them surer. Default: 2,000. */
  readonly measureMs: number;
}

export const DEFAULT_GATE_LIMITS: GateLimits = {
  maxBytes: MODEL_MAX_BYTES,
  singleP99Ms: 25,
  batchP99Ms: 500,
  latencyRatio: 1.2,
  minLiveRecords: 1_000,
  timeoutMs: 60_000,
  maxRssBytes: 2 * 2 ** 30,
  measureMs: 2_000,
};

/** Rows of the batch whose latency is measured. */
export const BATCH_ROWS = 1_000;
