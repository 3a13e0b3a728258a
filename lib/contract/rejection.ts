import { z } from 'zod';

/**
 * Why a record can never be predicted, and what its sender can do. A rejection names a field and a type, never
 * a value: it goes to logs and metrics. The record itself goes to the quarantine alone.
 */
export const REJECTION_REASONS = {
  empty: 'The record has no data. Send one JSON object per record.',
  'invalid-utf8': 'The data is not UTF-8 text. Send JSON as UTF-8, not a binary format.',
  'not-json':
    'The data is not JSON. Send one JSON object per record, without a trailing comma or newline-joined objects.',
  'non-finite-literal':
    'The data holds NaN or Infinity, which JSON does not have. Leave the value out (if the feature has a default) or send a number.',
  'base64-twice':
    'The data is base64 text of JSON: it was encoded twice. With AWS CLI v2 add --cli-binary-format raw-in-base64-out; in an SDK pass the bytes, not their base64.',
  'not-an-object':
    'The JSON is not an object. Send {"…": …}, one record at a time, not an array or a bare value.',
  'too-deep': 'The JSON is nested too deeply to be read. A record needs two levels.',
  'missing-features':
    "The record lacks the object that holds the features. Send it under the signature's features key.",
  'features-not-an-object': 'The features are not an object of name and value. Send {"feature": value, …}.',
  'missing-feature':
    'A feature without a default is missing or null. Send it, or publish a signature with a default for it.',
  'not-a-number': 'A numeric feature is not a number. Send 8.8, not "8.8", true or a list.',
  'not-finite': 'A numeric feature is too large for a 32-bit float (its magnitude must stay below 3.4e38).',
  'not-a-string':
    'A categorical feature is not a string. Send one of the values that the signature allows, in quotes.',
  'unknown-category':
    'A categorical feature has a value that the signature does not allow. Send an allowed value, or publish a model that knows it.',
  'aggregate-too-large': 'A KPL aggregate holds more than 10,000 records. Lower AggregationMaxCount.',
  'aggregate-malformed':
    'A KPL aggregate has a right checksum but cannot be read. Check the producer library that wrote it.',
  'aggregate-checksum':
    'The data starts like a KPL aggregate but its MD5 does not match: it was cut or altered on the way.',
  'model-failed':
    'The model fails on this record and on no other of its batch. Try it alone with weir invoke, then mend the record or the model.',
  'output-not-finite':
    "The model's answer for this record is NaN or infinite. Check the ranges of its features.",
  'unknown-label':
    'The model answers with a label that its signature does not name. Publish it again with all its classes.',
  'prediction-too-large':
    'The prediction would exceed 1 MiB, the most that Kinesis takes. Carry smaller values.',
} as const;

export type RejectionReason = keyof typeof REJECTION_REASONS;

export const REJECTION_REASON_NAMES = Object.keys(REJECTION_REASONS) as RejectionReason[];

/** What is wrong with a record: a reason, and where one is to blame, the field and the type that came. */
export interface Rejection {
  readonly reason: RejectionReason;
  /** The path of the field to blame, such as "wine_features.alcohol". */
  readonly field?: string;
  /** The JSON type that came: "string", "boolean", "array", "object", "null", "number", "missing". */
  readonly came?: string;
}

/** A rejection as one line of a quarantine object (JSON Lines), with all that a replay needs. */
export const quarantinedRecordSchema = z.strictObject({
  schema: z.literal(1),
  predictionId: z.string().min(1),
  reason: z.enum(REJECTION_REASON_NAMES),
  field: z.string().optional(),
  came: z.string().optional(),
  /** The sentence of REJECTION_REASONS: what to do. */
  action: z.string(),
  model: z.string(),
  /** The version that rejected it. */
  version: z.int().positive(),
  rejectedAt: z.iso.datetime(),
  streamName: z.string(),
  shardId: z.string(),
  sequenceNumber: z.string(),
  /** The place within a KPL aggregate; null for a record that is none, and for an aggregate rejected whole. */
  subSequenceNumber: z.int().nonnegative().nullable(),
  partitionKey: z.string(),
  arrivedAt: z.iso.datetime(),
  /** The record's own data (of a sub-record: its part), base64. */
  data: z.string(),
});

export type QuarantinedRecord = Readonly<z.infer<typeof quarantinedRecordSchema>>;
