import type {
  _Record,
  Shard as KinesisShard,
  ListShardsCommandOutput,
  PutRecordsResultEntry,
} from '@aws-sdk/client-kinesis';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import type {
  PutOutcome,
  Shard,
  ShardPosition,
  StreamClient,
  StreamRecord,
  StreamStatus,
} from '../stream-client.ts';
import { IteratorExpired, StreamNotFound, StreamsUnreachable, StreamThrottled } from '../stream-client.ts';

export interface KinesisSettings {
  /** Of an emulator, such as http://127.0.0.1:4568. Default: the standard AWS_* environment, else AWS itself. */
  readonly endpoint?: string;
  /** Default: the standard AWS_* environment and profile. */
  readonly region?: string;
  /** Default: the standard AWS_* environment and profile. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Attempts of a request that fails as a whole, with the SDK's own back-off. Default: 3. */
  readonly attempts?: number;
}

/** What emulators take as credentials. */
export const DUMMY_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** Longer than any answer of a service in health: a connection that died silently is noticed. */
const REQUEST_TIMEOUT_MS = 10_000;

/** A StreamClient over the Kinesis API of AWS or of an emulator. */
export function openKinesis(settings: KinesisSettings = {}): StreamClient {
  const { endpoint, region, credentials, attempts = 3 } = settings;
  const client = new KinesisClient({
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(credentials !== undefined && { credentials }),
    maxAttempts: attempts,
    requestHandler: { requestTimeout: REQUEST_TIMEOUT_MS },
  });
  const location = endpoint ?? (region === undefined ? 'AWS' : `AWS ${region}`);
  const translate = (error: unknown, stream = ''): never => throwAs(error, stream, location);

  return {
    location,
    async createStream(stream, shards) {
      const command = new CreateStreamCommand({ StreamName: stream, ShardCount: shards });
      await client.send(command).catch((error: unknown) => {
        if (nameOf(error) !== 'ResourceInUseException') translate(error, stream);
      });
    },
    async streamStatus(stream) {
      try {
        const answer = await client.send(new DescribeStreamSummaryCommand({ StreamName: stream }));
        return answer.StreamDescriptionSummary?.StreamStatus as StreamStatus;
      } catch (error) {
        if (nameOf(error) === 'ResourceNotFoundException') return undefined;
        return translate(error, stream);
      }
    },
    async listShards(stream) {
      const shards: Shard[] = [];
      let token: string | undefined;
      do {
        const input = token === undefined ? { StreamName: stream } : { NextToken: token };
        const answer: ListShardsCommandOutput = await client
          .send(new ListShardsCommand(input))
          .catch((error: unknown) => translate(error, stream));
        shards.push(...(answer.Shards ?? []).map(shardOf));
        token = answer.NextToken;
      } while (token !== undefined);
      return shards.sort((a, b) => (a.shardId < b.shardId ? -1 : 1));
    },
    async putEntries(stream, entries) {
      const Records = entries.map(({ data, partitionKey }) => ({ Data: data, PartitionKey: partitionKey }));
      const command = new PutRecordsCommand({ StreamName: stream, Records });
      const answer = await client.send(command).catch((error: unknown) => translate(error, stream));
      return (answer.Records ?? []).map(outcomeOf);
    },
    async shardIterator(stream, shardId, position) {
      const command = new GetShardIteratorCommand({
        StreamName: stream,
        ShardId: shardId,
        ...positionInput(position),
      });
      const answer = await client.send(command).catch((error: unknown) => translate(error, stream));
      return answer.ShardIterator!;
    },
    async getRecords(iterator, limit) {
      const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: limit });
      const answer = await client.send(command).catch((error: unknown) => translate(error));
      return {
        records: (answer.Records ?? []).map(recordOf),
        nextIterator: answer.NextShardIterator ?? undefined,
        millisBehindLatest: answer.MillisBehindLatest ?? 0,
      };
    },
    close: () => client.destroy(),
  };
}

function shardOf(shard: KinesisShard): Shard {
  return {
    shardId: shard.ShardId!,
    parentShardId: shard.ParentShardId,
    adjacentParentShardId: shard.AdjacentParentShardId,
    closed: shard.SequenceNumberRange?.EndingSequenceNumber !== undefined,
  };
}

function recordOf(record: _Record): StreamRecord {
  return {
    sequenceNumber: record.SequenceNumber!,
    partitionKey: record.PartitionKey!,
    data: record.Data!,
    arrivedAt: record.ApproximateArrivalTimestamp!,
  };
}

function outcomeOf(entry: PutRecordsResultEntry): PutOutcome {
  return entry.ErrorCode === undefined || entry.ErrorCode === null
    ? { shardId: entry.ShardId!, sequenceNumber: entry.SequenceNumber! }
    : { errorCode: entry.ErrorCode, errorMessage: entry.ErrorMessage ?? '' };
}

function positionInput(position: ShardPosition) {
  switch (position.type) {
    case 'AT_TIMESTAMP':
      return { ShardIteratorType: position.type, Timestamp: position.timestamp };
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER':
      return { ShardIteratorType: position.type, StartingSequenceNumber: position.sequenceNumber };
    default:
      return { ShardIteratorType: position.type };
  }
}

/** Codes of a connection that could not be made, by Node. */
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function throwAs(error: unknown, stream: string, location: string): never {
  const cause = { cause: error };
  switch (nameOf(error)) {
    case 'ResourceNotFoundException':
      throw new StreamNotFound(stream, location, cause);
    case 'ExpiredIteratorException':
      throw new IteratorExpired('the shard iterator has expired', cause);
    case 'ProvisionedThroughputExceededException':
    case 'LimitExceededException':
      throw new StreamThrottled('the read limit of the stream is reached', cause);
  }
  if (codesOf(error).some((code) => UNREACHABLE.has(code))) throw new StreamsUnreachable(location, cause);
  throw error;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** The codes of an error and of its causes: HTTP/2 wraps what the socket says. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const nested = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...code, ...nested, ...codesOf(error.cause)];
}
