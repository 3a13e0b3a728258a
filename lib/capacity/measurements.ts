import type { OutputFormat } from '../contract/prediction.ts';

/**
 * How long the function's code takes, as `npm run bench` measured it: 10,000 records of white wine with three
 * features, full handler (event to encoded entries) and put path, a lower quartile each.
 */
export const MEASURED = {
  on: '2026-11-21',
  where: 'one core of a shared x86_64 machine with two, Node 24.21, onnxruntime 1.30, one thread',
  /** Data of the records that were measured. */
  recordBytes: 92,
  /** Microseconds of processor time per record, from decoding to the encoded prediction. */
  handlerMicros: {
    /** 3,163 support vectors, seven classes. */
    svm: { full: 2.54, compact: 2.25 },
    /** 100 trees of depth 10; boosting of as many trees costs about the same. */
    forest: { full: 4.86, compact: 4.62 },
    /** Two hidden layers of 64. */
    mlp: { full: 0.8, compact: 0.51 },
  },
  /** Microseconds per record of building, signing and sending PutRecords. */
  putMicros: { full: 1.21, compact: 0.86 },
  /** Nanoseconds per byte of a record beyond those measured: base64 and JSON. */
  recordByteNanos: 2.04,
  /** Nanoseconds per byte of the invocation's payload, which is JSON around the records. */
  payloadByteNanos: 0.51,
  /** Bytes of a batch's log line and its EMF document together. */
  logBytes: 2710,
} as const satisfies Measurements;

export const MODEL_FAMILIES = ['svm', 'forest', 'mlp'] as const;
export type ModelFamily = (typeof MODEL_FAMILIES)[number];

interface Measurements {
  readonly on: string;
  readonly where: string;
  readonly recordBytes: number;
  readonly handlerMicros: Readonly<Record<ModelFamily, Readonly<Record<OutputFormat, number>>>>;
  readonly putMicros: Readonly<Record<OutputFormat, number>>;
  readonly recordByteNanos: number;
  readonly payloadByteNanos: number;
  readonly logBytes: number;
}

/** What nobody measured: guesses on the side of caution, named with every answer. */
export const ASSUMED = {
  /** How many times longer a vCPU of Lambda takes than the machine above; `--cpu-factor` says another. */
  cpuFactor: 2,
  /** Milliseconds of a batch whatever its size: the invocation itself, its log line, its metrics. */
  batchMs: 5,
  /** Milliseconds until Kinesis has answered a PutRecords request within a region. */
  putRoundTripMs: 20,
  /** PutRecords requests of one batch in flight at once (lambdas/inference/respond/put-predictions.ts). */
  putsInFlight: 8,
  /** Bytes of the lines that Lambda itself writes for an invocation: START, END and REPORT, with the trace. */
  platformLogBytes: 480,
  /** Times an hour that Kinesis asks KMS for each stream and each user of it: about every five minutes. https://docs.aws.amazon.com/streams/latest/dev/costs-performance.html */
  kmsCallsPerHour: 12,
  /** GB of images kept in ECR. */
  imageGb: 1,
  /** Bytes of a window of one sandbox, by feature: a hundred bins, their sums, and its part of the rest. */
  windowFeatureBytes: 2_000,
  /** Seconds of a run of the drift job. */
  driftJobSeconds: 10,
  /** Days that the quarantine and the logs are kept. */
  keptDays: 30,
} as const;
