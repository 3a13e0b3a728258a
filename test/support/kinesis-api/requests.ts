import { z } from 'zod';
import { KinesisError } from './errors.ts';

const stream = z.string().regex(/^[\w.-]{1,128}$/);
const partitionKey = z.string().min(1).max(256);
const entry = z.strictObject({
  Data: z.string(),
  PartitionKey: partitionKey,
  ExplicitHashKey: z.string().optional(),
});

/**
 * What the stand-in takes of each request. A field that it does not know is refused rather than passed over.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html
 */
const REQUESTS = {
  CreateStream: z.strictObject({ StreamName: stream, ShardCount: z.int().min(1).max(10_000) }),
  DescribeStreamSummary: z.strictObject({ StreamName: stream }),
  ListShards: z.strictObject({
    StreamName: stream.optional(),
    NextToken: z.string().optional(),
    MaxResults: z.int().min(1).max(10_000).optional(),
  }),
  PutRecord: entry.extend({ StreamName: stream }),
  PutRecords: z.strictObject({ StreamName: stream, Records: z.array(entry).min(1).max(500) }),
  GetShardIterator: z.strictObject({
    StreamName: stream,
    ShardId: z.string(),
    ShardIteratorType: z.enum([
      'TRIM_HORIZON',
      'LATEST',
      'AT_TIMESTAMP',
      'AT_SEQUENCE_NUMBER',
      'AFTER_SEQUENCE_NUMBER',
    ]),
    StartingSequenceNumber: z.string().optional(),
    Timestamp: z.number().optional(),
  }),
  GetRecords: z.strictObject({ ShardIterator: z.string(), Limit: z.int().min(1).max(10_000).optional() }),
  SplitShard: z.strictObject({
    StreamName: stream,
    ShardToSplit: z.string(),
    NewStartingHashKey: z.string(),
  }),
  MergeShards: z.strictObject({
    StreamName: stream,
    ShardToMerge: z.string(),
    AdjacentShardToMerge: z.string(),
  }),
};

export type Operation = keyof typeof REQUESTS;

export type Inputs = { readonly [O in Operation]: Readonly<z.infer<(typeof REQUESTS)[O]>> };

/** One request, its input read. */
export type KinesisCall = {
  readonly [O in Operation]: { readonly operation: O; readonly input: Inputs[O] };
}[Operation];

const TARGET = 'Kinesis_20131202.';

/**
 * @param target the header x-amz-target
 * @throws UnknownOperationException, SerializationException, ValidationException
 */
export function parseCall(target: string | undefined, body: string): KinesisCall {
  const operation = target?.startsWith(TARGET) ? target.slice(TARGET.length) : '';
  if (!isOperation(operation)) throw new KinesisError('UnknownOperationException', `no operation ${target}`);
  const parsed = REQUESTS[operation].safeParse(json(body));
  if (!parsed.success) throw new KinesisError('ValidationException', z.prettifyError(parsed.error));
  return { operation, input: parsed.data } as KinesisCall;
}

function isOperation(name: string): name is Operation {
  return Object.hasOwn(REQUESTS, name);
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new KinesisError('SerializationException', 'the body is not JSON');
  }
}
