import type { ClassLabel } from './signature.ts';

/**
 * The prediction record, one for each input record, JSON in UTF-8, under the input's partition key.
 * A consumer keeps the first of each `predictionId`: delivery is at least once.
 */
export interface PredictionRecord {
  /** `<stream>:<shard id>:<sequence number>:<sub-sequence or ->`, the same on every redelivery. */
  readonly predictionId: string;
  readonly model: string;
  readonly version: number;
  /** The signature's predictionKey holds the label (or the value); classifiers with probabilities add the rest. */
  readonly prediction: {
    readonly confidence?: number;
    /** By class, rounded to PROBABILITY_DECIMALS. */
    readonly probabilities?: Readonly<Record<string, number>>;
    readonly [predictionKey: string]: ClassLabel | number | Readonly<Record<string, number>> | undefined;
  };
  readonly sequenceNumber: string;
  readonly shardId: string;
  /** The input's ApproximateArrivalTimestamp, ISO 8601 in UTC. */
  readonly arrivedAt: string;
  /** When the batch's predictions were encoded, ISO 8601 in UTC. */
  readonly predictedAt: string;
  /** The signature's carried keys, as they came. */
  readonly [carriedKey: string]: unknown;
}

/**
 * `full` is PredictionRecord. `compact` keeps predictionId, the carried keys and
 * `prediction` with label and confidence: a third of the bytes, for streams where bytes cost.
 */
export const OUTPUT_FORMATS = ['full', 'compact'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Decimals of a published probability; the rounding adds at most 5e-6 to the tolerance between repeats. */
export const PROBABILITY_DECIMALS = 5;

/** Where a record came from: what ids, order and replays rest on. */
export interface RecordOrigin {
  readonly streamName: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** The place within a KPL aggregate, or null. */
  readonly subSequenceNumber: number | null;
}

/** The id of the prediction (or rejection) that answers a record. */
export function predictionId(origin: RecordOrigin): string {
  const { streamName, shardId, sequenceNumber, subSequenceNumber } = origin;
  return `${streamName}:${shardId}:${sequenceNumber}:${subSequenceNumber ?? '-'}`;
}

/** How predictions are ordered: `none` (as fast as it goes) or `key` (per partition key, in input order). */
export const ORDERS = ['none', 'key'] as const;
export type Order = (typeof ORDERS)[number];
