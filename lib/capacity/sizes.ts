import { UserError } from '../contract/errors.ts';
import { KINESIS_RECORD_MAX_BYTES } from '../contract/limits.ts';
import type { OutputFormat, PredictionRecord } from '../contract/prediction.ts';
import type { Workload } from './workload.ts';

/** How large things are on the way, in bytes. */
export interface Sizes {
  /** One record of the input stream, an aggregate or not: data and partition key, as Kinesis counts. */
  readonly input: number;
  /** One prediction on the output stream: data and partition key. */
  readonly output: number;
  /** One record of the input stream inside an invocation's payload: base64 and what Lambda writes around it. */
  readonly payload: number;
}

/** Names of a usual length: what a record says of its origin takes more bytes than the answer. */
const STREAM = 'weir-prod-wine-quality-input';
const SHARD = 'shardId-000000000000';
const SEQUENCE = '49680419650315802820235392059903606699967643163474001922';
const INSTANT = '2026-11-21T05:14:18.461Z';

/** Of an aggregate: magic number, digest, the key's table; and of each sub-record: tags, lengths, key index. */
const AGGREGATE_BYTES = 4 + 16 + 8;
const SUB_RECORD_BYTES = 10;

/** @throws UserError when a record of either stream would be larger than Kinesis takes */
export function sizesOf(workload: Workload): Sizes {
  const data = inputData(workload);
  const input = data + workload.keyBytes;
  const output = (workload.outputBytes ?? predictionBytes(workload)) + workload.keyBytes;
  if (input > KINESIS_RECORD_MAX_BYTES) throw tooLarge(workload, input);
  if (output > KINESIS_RECORD_MAX_BYTES) throw new UserError(overLimit('a prediction', output));
  return { input, output, payload: payloadBytes(data, workload.keyBytes) };
}

function inputData({ recordBytes, keyBytes, recordsPerAggregate }: Workload): number {
  if (recordsPerAggregate === 1) return recordBytes;
  return AGGREGATE_BYTES + keyBytes + recordsPerAggregate * (recordBytes + SUB_RECORD_BYTES);
}

function tooLarge({ recordBytes, keyBytes, recordsPerAggregate }: Workload, size: number): UserError {
  if (recordsPerAggregate === 1) return new UserError(overLimit('a record', size));
  const room = KINESIS_RECORD_MAX_BYTES - 2 * keyBytes - AGGREGATE_BYTES;
  const most = Math.floor(room / (recordBytes + SUB_RECORD_BYTES));
  return new UserError(
    `${overLimit('an aggregate', size)}: at most ${most} records of ${recordBytes} bytes fit, so lower --records-per-aggregate`,
  );
}

function overLimit(what: string, size: number): string {
  const limit = KINESIS_RECORD_MAX_BYTES.toLocaleString('en-GB');
  return `${what} with its partition key is ${size.toLocaleString('en-GB')} bytes; Kinesis takes ${limit} (1 MiB)`;
}

/** The data of a prediction with one carried number, as the function writes it. */
export function predictionBytes({
  outputFormat,
  classes,
}: {
  readonly outputFormat: OutputFormat;
  readonly classes: number;
}): number {
  const probabilities = Object.fromEntries(
    Array.from({ length: classes }, (_, label) => [label + 3, 0.12345]),
  );
  const answer = { wine_quality: 6, confidence: 0.78164 };
  const full: PredictionRecord = {
    predictionId: `${STREAM}:${SHARD}:${SEQUENCE}:-`,
    model: 'wine-quality',
    version: 12,
    customer_id: 12_345_678,
    prediction: { ...answer, probabilities },
    sequenceNumber: SEQUENCE,
    shardId: SHARD,
    arrivedAt: INSTANT,
    predictedAt: INSTANT,
  };
  const { predictionId, customer_id } = full;
  const record = outputFormat === 'full' ? full : { predictionId, customer_id, prediction: answer };
  return JSON.stringify(record).length;
}

function payloadBytes(data: number, keyBytes: number): number {
  const around = {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: 'k'.repeat(keyBytes),
      sequenceNumber: SEQUENCE,
      data: '',
      approximateArrivalTimestamp: 1_763_700_000.123,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${SHARD}:${SEQUENCE}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: `arn:aws:iam::123456789012:role/${STREAM}-InferenceRole12345678-ABCDEFGHIJKL`,
    awsRegion: 'ap-northeast-1',
    eventSourceARN: `arn:aws:kinesis:ap-northeast-1:123456789012:stream/${STREAM}`,
  };
  const comma = 1;
  return JSON.stringify(around).length + comma + 4 * Math.ceil(data / 3);
}
