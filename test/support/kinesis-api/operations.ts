import type { StreamEntry } from '../../../lib/streams/stream-client.ts';
import { invalidArgument, KinesisError } from './errors.ts';
import { hashKeyFrom } from './hash-keys.ts';
import { positionOf, shardIterator } from './iterators.ts';
import { describeShard, pageJson, readPage, startIndex } from './reading.ts';
import type { Inputs, KinesisCall } from './requests.ts';
import { KinesisStream, type RoutedEntry } from './stream.ts';

/** A record's data and key together. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const RECORD_MAX_BYTES = 1024 * 1024;
const REQUEST_MAX_BYTES = 10 * 1024 * 1024;

/** Shards of one answer to ListShards, unless the request asks for fewer. */
const LIST_MAX_SHARDS = 1_000;

/** All that the stand-in holds. */
export interface KinesisState {
  readonly streams: Map<string, KinesisStream>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** @throws ResourceNotFoundException */
export function streamOf({ streams }: KinesisState, name: string): KinesisStream {
  const stream = streams.get(name);
  if (stream) return stream;
  throw new KinesisError('ResourceNotFoundException', `Stream ${name} not found`);
}

/** The stream of a request, for fault hooks; empty when it names none that can be told. */
export function streamNameOf(call: KinesisCall, now: number): string {
  if (call.operation !== 'GetRecords') return call.input.StreamName ?? '';
  try {
    return positionOf(call.input.ShardIterator, now).stream;
  } catch {
    return '';
  }
}

/**
 * Performs a request, at once and wholly.
 * @param failed entries of a PutRecords that are not to be taken, with their error codes
 * @returns the answer as JSON text; undefined stands for the empty answer
 * @throws KinesisError, without any effect
 */
export function perform(
  state: KinesisState,
  call: KinesisCall,
  failed: ReadonlyMap<number, string>,
): string | undefined {
  switch (call.operation) {
    case 'CreateStream':
      return void createStream(state, call.input.StreamName, call.input.ShardCount);
    case 'DescribeStreamSummary':
      return JSON.stringify(describeStream(streamOf(state, call.input.StreamName)));
    case 'ListShards':
      return JSON.stringify(listShards(state, call.input));
    case 'PutRecord':
      return JSON.stringify(putRecord(state, call.input));
    case 'PutRecords':
      return JSON.stringify(putRecords(state, call.input, failed));
    case 'GetShardIterator':
      return JSON.stringify({ ShardIterator: getShardIterator(state, call.input) });
    case 'GetRecords':
      return pageJson(readPage((name) => streamOf(state, name), call.input, state.now()));
    case 'SplitShard':
      return void splitShard(state, call.input);
    case 'MergeShards':
      return void mergeShards(state, call.input);
  }
}

/** @throws ResourceInUseException when there is one of that name */
export function createStream({ streams, now }: KinesisState, name: string, shards: number): void {
  if (streams.has(name)) throw new KinesisError('ResourceInUseException', `Stream ${name} already exists`);
  streams.set(name, new KinesisStream(name, shards, now()));
}

function describeStream({ name, createdAt, openShards }: KinesisStream) {
  return {
    StreamDescriptionSummary: {
      StreamName: name,
      StreamARN: `arn:aws:kinesis:us-east-1:000000000000:stream/${name}`,
      StreamStatus: 'ACTIVE',
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
      RetentionPeriodHours: 24,
      StreamCreationTimestamp: createdAt / 1_000,
      EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
      EncryptionType: 'NONE',
      OpenShardCount: openShards.length,
      ConsumerCount: 0,
    },
  };
}

/** The token is the stream's name and how many shards were listed. */
function listShards(state: KinesisState, { StreamName, NextToken, MaxResults }: Inputs['ListShards']) {
  if ((StreamName === undefined) === (NextToken === undefined)) {
    throw invalidArgument('ListShards takes either a StreamName or a NextToken');
  }
  const [name = '', from = '0'] = NextToken?.split(':') ?? [StreamName];
  const { shards } = streamOf(state, name);
  const to = Number(from) + Math.min(MaxResults ?? LIST_MAX_SHARDS, LIST_MAX_SHARDS);
  return {
    Shards: shards.slice(Number(from), to).map(describeShard),
    NextToken: to < shards.length ? `${name}:${to}` : undefined,
  };
}

function putRecord(state: KinesisState, input: Inputs['PutRecord']) {
  const receipt = streamOf(state, input.StreamName).put(routedEntry(input), state.now());
  return { ShardId: receipt.shardId, SequenceNumber: receipt.sequenceNumber };
}

function putRecords(
  state: KinesisState,
  { StreamName, Records }: Inputs['PutRecords'],
  failed: ReadonlyMap<number, string>,
) {
  const stream = streamOf(state, StreamName);
  const entries = Records.map(routedEntry);
  const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (bytes > REQUEST_MAX_BYTES) throw invalidArgument(`${bytes} bytes are more than PutRecords takes`);
  const results = entries.map((entry, position) => {
    const code = failed.get(position);
    if (code !== undefined) return { ErrorCode: code, ErrorMessage: `${code} in stream ${StreamName}` };
    const { shardId, sequenceNumber } = stream.put(entry, state.now());
    return { SequenceNumber: sequenceNumber, ShardId: shardId };
  });
  return { FailedRecordCount: failed.size, Records: results };
}

function routedEntry({
  Data,
  PartitionKey,
  ExplicitHashKey,
}: Inputs['PutRecords']['Records'][number]): RoutedEntry {
  const data = Buffer.from(Data, 'base64');
  if (data.length !== Buffer.byteLength(Data, 'base64')) {
    throw new KinesisError('SerializationException', 'the Data of an entry is not base64');
  }
  const entry = { data, partitionKey: PartitionKey };
  if (entryBytes(entry) > RECORD_MAX_BYTES) {
    throw new KinesisError('ValidationException', `a record of ${data.length} bytes is larger than 1 MiB`);
  }
  if (ExplicitHashKey === undefined) return entry;
  const hashKey = hashKeyFrom(ExplicitHashKey);
  if (hashKey === undefined) throw invalidArgument(`ExplicitHashKey ${ExplicitHashKey} is no hash key`);
  return { ...entry, hashKey };
}

function entryBytes({ data, partitionKey }: StreamEntry): number {
  return data.byteLength + Buffer.byteLength(partitionKey);
}

function getShardIterator(state: KinesisState, input: Inputs['GetShardIterator']): string {
  const { StreamName: stream, ShardId: shardId } = input;
  const index = startIndex(streamOf(state, stream).shard(shardId), input, state.now());
  return shardIterator({ stream, shardId, index }, state.now());
}

function splitShard(state: KinesisState, input: Inputs['SplitShard']): void {
  const hashKey = hashKeyFrom(input.NewStartingHashKey);
  if (hashKey === undefined) throw invalidArgument(`${input.NewStartingHashKey} is no hash key`);
  streamOf(state, input.StreamName).split(input.ShardToSplit, hashKey);
}

function mergeShards(state: KinesisState, input: Inputs['MergeShards']): void {
  streamOf(state, input.StreamName).merge(input.ShardToMerge, input.AdjacentShardToMerge);
}
