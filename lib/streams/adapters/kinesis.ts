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
  RecordPage,
  Shard,
  ShardPosition,
  StreamClient,
  StreamEntry,
  StreamIdentifier,
  StreamIdentity,
  StreamRecord,
  StreamStatus,
} from '../stream-client.ts';
import { IteratorExpired, StreamNotFound, StreamsUnreachable, StreamThrottled } from '../stream-client.ts';
import { requireWholeAnswers } from './whole-answers.ts';

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
export function openKinesis(settings: KinesisSettings = {}): StreamClient & StreamIdentifier {
  return new KinesisStreams(settings);
}

class KinesisStreams implements StreamClient, StreamIdentifier {
  readonly location: string;
  readonly #client: KinesisClient;

  constructor({ endpoint, region, credentials, attempts = 3 }: KinesisSettings) {
    this.location = endpoint ?? (region === undefined ? 'AWS' : `AWS ${region}`);
    this.#client = new KinesisClient({
      ...(endpoint !== undefined && { endpoint }),
      ...(region !== undefined && { region }),
      ...(credentials !== undefined && { credentials }),
      maxAttempts: attempts,
      requestHandler: { requestTimeout: REQUEST_TIMEOUT_MS },
    });
    requireWholeAnswers(this.#client);
  }

  async createStream(stream: string, shards: number): Promise<void> {
    const command = new CreateStreamCommand({ StreamName: stream, ShardCount: shards });
    await this.#client.send(command).catch((error: unknown) => {
      if (nameOf(error) !== 'ResourceInUseException') this.#translate(error, stream);
    });
  }

  async streamStatus(stream: string): Promise<StreamStatus | undefined> {
    try {
      const answer = await this.#client.send(new DescribeStreamSummaryCommand({ StreamName: stream }));
      return answer.StreamDescriptionSummary?.StreamStatus as StreamStatus;
    } catch (error) {
      if (nameOf(error) === 'ResourceNotFoundException') return undefined;
      return this.#translate(error, stream);
    }
  }

  async identify(stream: string): Promise<StreamIdentity> {
    const answer = await this.#client
      .send(new DescribeStreamSummaryCommand({ StreamName: stream }))
      .catch((error: unknown) => this.#translate(error, stream));
    const { StreamARN, StreamCreationTimestamp } = answer.StreamDescriptionSummary!;
    return { arn: StreamARN!, createdAt: StreamCreationTimestamp! };
  }

  async listShards(stream: string): Promise<readonly Shard[]> {
    const shards: Shard[] = [];
    let token: string | undefined;
    do {
      const input = token === undefined ? { StreamName: stream } : { NextToken: token };
      const answer: ListShardsCommandOutput = await this.#client
        .send(new ListShardsCommand(input))
        .catch((error: unknown) => this.#translate(error, stream));
      shards.push(...(answer.Shards ?? []).map(shardOf));
      token = answer.NextToken;
    } while (token !== undefined);
    return shards.sort((a, b) => (a.shardId < b.shardId ? -1 : 1));
  }

  async putEntries(stream: string, entries: readonly StreamEntry[]): Promise<readonly PutOutcome[]> {
    const Records = entries.map(({ data, partitionKey }) => ({ Data: data, PartitionKey: partitionKey }));
    const answer = await this.#client
      .send(new PutRecordsCommand({ StreamName: stream, Records }))
      .catch((error: unknown) => this.#translate(error, stream));
    return (answer.Records ?? []).map(outcomeOf);
  }

  async shardIterator(stream: string, shardId: string, position: ShardPosition): Promise<string> {
    const input = { StreamName: stream, ShardId: shardId, ...positionInput(position) };
    const answer = await this.#client
      .send(new GetShardIteratorCommand(input))
      .catch((error: unknown) => this.#translate(error, stream));
    return answer.ShardIterator!;
  }

  async getRecords(iterator: string, limit: number): Promise<RecordPage> {
    const answer = await this.#client
      .send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }))
      .catch((error: unknown) => this.#translate(error));
    return {
      records: (answer.Records ?? []).map(recordOf),
      nextIterator: answer.NextShardIterator ?? undefined,
      millisBehindLatest: answer.MillisBehindLatest ?? 0,
    };
  }

  close(): void {
    this.#client.destroy();
  }

  #translate(error: unknown, stream = ''): never {
    throw translated(error, stream, this.location);
  }
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

/** The error in the port's terms; what it has no term for stays as it is. */
function translated(error: unknown, stream: string, location: string): unknown {
  const cause = { cause: error };
  switch (nameOf(error)) {
    case 'ResourceNotFoundException':
      return new StreamNotFound(stream, location, cause);
    case 'ExpiredIteratorException':
      return new IteratorExpired('the shard iterator has expired', cause);
    case 'ProvisionedThroughputExceededException':
    case 'LimitExceededException':
      return new StreamThrottled('the limit of requests to the stream is reached', cause);
  }
  const unreachable = codesOf(error).some((code) => UNREACHABLE.has(code));
  return unreachable ? new StreamsUnreachable(location, cause) : error;
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
