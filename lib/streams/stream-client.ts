import { UserError } from '../contract/errors.ts';

/**
 * The port to a Kinesis-like service: the few calls that the command line, the event source mapping and the
 * tests make, one method for one request. What takes several requests (waiting, retries, reading on) is built
 * upon it in the files beside this one. The adapter is adapters/kinesis.ts.
 *
 * Every method throws StreamsUnreachable when nothing answers, and StreamNotFound where it takes a stream
 * that does not exist.
 */
export interface StreamClient {
  /** Where it is, for messages: the endpoint, or the region of AWS itself. */
  readonly location: string;

  /** Asks for a stream of `shards` shards (1 to 10,000). Nothing happens when it exists. */
  createStream(stream: string, shards: number): Promise<void>;

  /** The state of a stream, or undefined when there is none. */
  streamStatus(stream: string): Promise<StreamStatus | undefined>;

  /** All shards that still hold records, closed ones included, in the order of their ids. */
  listShards(stream: string): Promise<readonly Shard[]>;

  /**
   * One PutRecords request.
   * @param entries 1 to 500 of them, at most 5 MiB in all
   * @returns an outcome for each entry, in their order; entries fail one by one
   */
  putEntries(stream: string, entries: readonly StreamEntry[]): Promise<readonly PutOutcome[]>;

  /** An iterator at a position; it expires after 5 minutes. */
  shardIterator(stream: string, shardId: string, position: ShardPosition): Promise<string>;

  /**
   * One GetRecords request.
   * @param limit 1 to 10,000 records
   * @throws IteratorExpired, StreamThrottled
   */
  getRecords(iterator: string, limit: number): Promise<RecordPage>;

  /** Closes the connections. */
  close(): void;
}

/** Tells a stream from another of its name that was there before, or is elsewhere. */
export interface StreamIdentifier {
  /** @throws StreamNotFound, StreamsUnreachable */
  identify(stream: string): Promise<StreamIdentity>;
}

export interface StreamIdentity {
  readonly arn: string;
  readonly createdAt: Date;
}

export type StreamStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';

export interface Shard {
  readonly shardId: string;
  /** The shard that was split or merged into this one; it may be trimmed by now. */
  readonly parentShardId: string | undefined;
  /** The second parent of a merge. */
  readonly adjacentParentShardId: string | undefined;
  /** True once it takes no more records: it was split or merged. */
  readonly closed: boolean;
}

/** What is put: at most 1 MiB of data and key together. */
export interface StreamEntry {
  readonly data: Uint8Array;
  /** 1 to 256 characters; records of one key go to one shard. */
  readonly partitionKey: string;
}

export type PutOutcome = PutReceipt | PutFailure;

/** The service has the entry for good. */
export interface PutReceipt {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

export interface PutFailure {
  /** Such as ProvisionedThroughputExceededException or InternalFailure. */
  readonly errorCode: string;
  readonly errorMessage: string;
}

/** Where in a shard to start. */
export type ShardPosition =
  | { readonly type: 'TRIM_HORIZON' }
  | { readonly type: 'LATEST' }
  | { readonly type: 'AT_TIMESTAMP'; readonly timestamp: Date }
  | { readonly type: 'AT_SEQUENCE_NUMBER'; readonly sequenceNumber: string }
  | { readonly type: 'AFTER_SEQUENCE_NUMBER'; readonly sequenceNumber: string };

export const TRIM_HORIZON: ShardPosition = { type: 'TRIM_HORIZON' };
export const LATEST: ShardPosition = { type: 'LATEST' };

export interface StreamRecord {
  /** A decimal number of up to 56 digits or so: compare as BigInt. */
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly arrivedAt: Date;
}

export interface RecordPage {
  readonly records: readonly StreamRecord[];
  /** Undefined at the end of a closed shard. */
  readonly nextIterator: string | undefined;
  readonly millisBehindLatest: number;
}

/** No such stream: a wrong name, or a stack that is not up. */
export class StreamNotFound extends UserError {
  override readonly name = 'StreamNotFound';

  constructor(stream: string, location: string, options?: ErrorOptions) {
    super(`there is no stream ${stream} at ${location}; check the name, or start the stack first`, options);
  }
}

/** Nothing answers at the endpoint. */
export class StreamsUnreachable extends UserError {
  override readonly name = 'StreamsUnreachable';

  constructor(location: string, options?: ErrorOptions) {
    super(
      `no Kinesis answers at ${location}; start the local stack with "npm start", or name another endpoint`,
      options,
    );
  }
}

/** An iterator was kept for more than 5 minutes: take a new one after the last sequence number. */
export class IteratorExpired extends Error {
  override readonly name = 'IteratorExpired';
}

/** The shard's read limit is reached (5 requests or 2 MB a second): wait, then ask again. */
export class StreamThrottled extends Error {
  override readonly name = 'StreamThrottled';
}
