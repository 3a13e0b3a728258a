import { invalidArgument } from './errors.ts';
import { decimalOf, type HashKeyRange } from './hash-keys.ts';
import { positionOf, shardIterator } from './iterators.ts';
import type { Inputs } from './requests.ts';
import type { KinesisShard } from './shard.ts';
import type { KinesisStream } from './stream.ts';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
const PAGE_MAX_RECORDS = 10_000;
const PAGE_MAX_BYTES = 10 * 1024 * 1024;

/** What ListShards says of a shard. */
export function describeShard({ shardId, range, parents, numbers, closed, log }: KinesisShard) {
  return {
    ShardId: shardId,
    ParentShardId: parents[0]?.shardId,
    AdjacentParentShardId: parents[1]?.shardId,
    HashKeyRange: describeRange(range),
    SequenceNumberRange: {
      StartingSequenceNumber: numbers.starting,
      EndingSequenceNumber: closed ? numbers.ending(log.count) : undefined,
    },
  };
}

function describeChild({ shardId, range, parents }: KinesisShard) {
  const ParentShards = parents.map((parent) => parent.shardId);
  return { ShardId: shardId, ParentShards, HashKeyRange: describeRange(range) };
}

function describeRange({ first, last }: HashKeyRange) {
  return { StartingHashKey: decimalOf(first), EndingHashKey: decimalOf(last) };
}

/** The index of the first record that an iterator is to give. */
export function startIndex(shard: KinesisShard, input: Inputs['GetShardIterator'], now: number): number {
  switch (input.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return 0;
    case 'LATEST':
      return shard.log.count;
    case 'AT_TIMESTAMP':
      return shard.log.firstSince(timestamp(input, now));
    case 'AT_SEQUENCE_NUMBER':
      return Math.max(0, indexOf(shard, input));
    case 'AFTER_SEQUENCE_NUMBER':
      return indexOf(shard, input) + 1;
  }
}

function timestamp({ Timestamp }: Inputs['GetShardIterator'], now: number): number {
  if (Timestamp === undefined) throw invalidArgument('AT_TIMESTAMP needs a Timestamp');
  if (Timestamp * 1_000 > now) throw invalidArgument('the Timestamp lies in the future');
  return Timestamp * 1_000;
}

function indexOf(shard: KinesisShard, input: Inputs['GetShardIterator']): number {
  const { ShardIteratorType, StartingSequenceNumber } = input;
  if (StartingSequenceNumber === undefined) {
    throw invalidArgument(`${ShardIteratorType} needs a StartingSequenceNumber`);
  }
  const index = shard.numbers.indexOf(StartingSequenceNumber);
  if (index !== undefined && index < shard.log.count) return index;
  throw invalidArgument(`${StartingSequenceNumber} is no sequence number of ${shard.shardId}`);
}

export interface Page {
  readonly shard: KinesisShard;
  /** The first index and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Undefined at the end of a closed shard. */
  readonly next: string | undefined;
  /** Those of a closed shard, at its end alone. */
  readonly children: readonly KinesisShard[];
  readonly millisBehindLatest: number;
}

/** Reads one page, cut where 10,000 records or 10 MiB are full; a single record always fits. */
export function readPage(
  streamOf: (name: string) => KinesisStream,
  { ShardIterator, Limit = PAGE_MAX_RECORDS }: Inputs['GetRecords'],
  now: number,
): Page {
  const position = positionOf(ShardIterator, now);
  const stream = streamOf(position.stream);
  const shard = stream.shard(position.shardId);
  const { log, closed } = shard;
  const to = pageEnd(shard, position.index, Limit);
  const atEnd = to === log.count;
  const finished = closed && atEnd;
  return {
    shard,
    from: position.index,
    to,
    next: finished ? undefined : shardIterator({ ...position, index: to }, now),
    children: finished ? stream.shards.filter(({ parents }) => parents.includes(shard)) : [],
    millisBehindLatest: atEnd ? 0 : Math.max(1, now - log.arrivedAt(to)),
  };
}

function pageEnd({ log }: KinesisShard, from: number, limit: number): number {
  const most = Math.min(log.count, from + limit);
  let to = from;
  for (let bytes = 0; to < most; to++) {
    bytes += log.bytes(to);
    if (bytes > PAGE_MAX_BYTES && to > from) break;
  }
  return to;
}

/** The answer to GetRecords as JSON text, written without an object for each record. */
export function pageJson({ shard, from, to, next, children, millisBehindLatest }: Page): string {
  const records: string[] = [];
  for (let index = from; index < to; index++) {
    const { partitionKey, data, arrivedAt } = shard.log.at(index);
    records.push(
      `{"ApproximateArrivalTimestamp":${arrivedAt / 1_000},"Data":"${data.toString('base64')}",` +
        `"PartitionKey":${JSON.stringify(partitionKey)},"SequenceNumber":"${shard.numbers.of(index)}"}`,
    );
  }
  const rest = {
    NextShardIterator: next,
    MillisBehindLatest: millisBehindLatest,
    ...(children.length > 0 && { ChildShards: children.map(describeChild) }),
  };
  return `{"Records":[${records.join(',')}],${JSON.stringify(rest).slice(1)}`;
}
