import { createHash } from 'node:crypto';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { KinesisEvent, KinesisEventRecord } from '../../../lambdas/inference/decode/kinesis-event.ts';
import { AGGREGATE_MAGIC } from '../../../lib/model/read-record.ts';

/** The first sequence number of test events, of the length that Kinesis gives them. */
export const FIRST_SEQUENCE = 49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898n;

export interface TestRecord {
  readonly data: Uint8Array | string;
  readonly partitionKey?: string;
  readonly sequenceNumber?: bigint;
}

/** An event of one shard: text and bytes as they are, under ascending sequence numbers and distinct keys. */
export function eventOf(records: readonly (TestRecord | Uint8Array | string)[]): KinesisEvent {
  return { Records: records.map(eventRecord) };
}

function eventRecord(record: TestRecord | Uint8Array | string, i: number): KinesisEventRecord {
  const given = typeof record === 'string' || record instanceof Uint8Array ? { data: record } : record;
  const sequenceNumber = String(given.sequenceNumber ?? FIRST_SEQUENCE + BigInt(i));
  return {
    eventID: `shardId-000000000006:${sequenceNumber}`,
    eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/weir-input',
    kinesis: {
      partitionKey: given.partitionKey ?? `key-${i}`,
      sequenceNumber,
      data: Buffer.from(given.data).toString('base64'),
      approximateArrivalTimestamp: 1_770_000_000.123 + i / 1000,
    },
  };
}

export interface AggregateOptions {
  readonly partitionKeys?: readonly string[];
  /** Of each record its place in partitionKeys. Default: 0. */
  readonly keyIndex?: (record: number) => number;
  /** Default: the right one. */
  readonly checksum?: Uint8Array;
}

/** Records packed as a KPL producer packs them. */
export function aggregateOf(
  records: readonly (Uint8Array | string)[],
  options: AggregateOptions = {},
): Buffer {
  const { partitionKeys = ['sub-key'], keyIndex = () => 0 } = options;
  const writer = new BinaryWriter();
  for (const key of partitionKeys) writer.tag(1, WireType.LengthDelimited).string(key);
  writer.tag(2, WireType.LengthDelimited).string('340282366920938463463374607431768211455');
  records.forEach((data, i) => {
    writer.tag(3, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).uint64(keyIndex(i));
    writer.tag(2, WireType.Varint).uint64(0);
    writer.tag(3, WireType.LengthDelimited).bytes(Buffer.from(data));
    writer.join();
  });
  return sealed(writer.finish(), options.checksum);
}

/** A message between the magic and its MD5. */
export function sealed(message: Uint8Array, checksum?: Uint8Array): Buffer {
  const digest = checksum ?? createHash('md5').update(message).digest();
  return Buffer.concat([AGGREGATE_MAGIC, message, digest]);
}
