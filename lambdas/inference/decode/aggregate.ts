import { hash } from 'node:crypto';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { AGGREGATE_MAX_RECORDS } from '../../../lib/contract/limits.ts';
import { AGGREGATE_MAGIC } from '../../../lib/model/read-record.ts';

const DIGEST_BYTES = 16;

/** Characters of a partition key: the service refuses a request with any other. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html */
const PARTITION_KEY_MAX_LENGTH = 256;

/** A record that a KPL producer packed with others. Its explicit hash key is of no use to us and dropped. */
export interface SubRecord {
  /** Its place within the aggregate, from 0. */
  readonly place: number;
  readonly partitionKey: string;
  /** Where its data is within the aggregate's bytes. */
  readonly from: number;
  readonly to: number;
}

/**
 * Takes a KPL aggregate apart: magic, protobuf, MD5 of the protobuf.
 * https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 *
 * A sub-record that is an aggregate itself stays as it is: the format does not nest. An aggregate of nothing is
 * malformed, or it would vanish without a trace.
 * @returns undefined when the bytes are no aggregate, or one with a wrong checksum: an ordinary record then
 */
export function deaggregate(
  bytes: Uint8Array,
): readonly SubRecord[] | 'aggregate-too-large' | 'aggregate-malformed' | undefined {
  if (!isAggregate(bytes)) return undefined;
  try {
    return readSubRecords(bytes.subarray(AGGREGATE_MAGIC.length, -DIGEST_BYTES));
  } catch {
    return 'aggregate-malformed';
  }
}

function isAggregate(bytes: Uint8Array): boolean {
  if (bytes.length < AGGREGATE_MAGIC.length + DIGEST_BYTES) return false;
  for (let i = 0; i < AGGREGATE_MAGIC.length; i++) if (bytes[i] !== AGGREGATE_MAGIC[i]) return false;
  const digest = hash('md5', bytes.subarray(AGGREGATE_MAGIC.length, -DIGEST_BYTES), 'buffer');
  return digest.equals(bytes.subarray(-DIGEST_BYTES));
}

/** AggregatedRecord: {1 partition_key_table, 2 explicit_hash_key_table, 3 records}. */
function readSubRecords(message: Uint8Array): readonly SubRecord[] | 'aggregate-too-large' {
  const reader = new BinaryReader(message);
  const partitionKeys: string[] = [];
  const found: { readonly keyIndex: number; readonly from: number; readonly to: number }[] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1 && type === WireType.LengthDelimited) partitionKeys.push(reader.string());
    else if (field === 3 && type === WireType.LengthDelimited) {
      if (found.length === AGGREGATE_MAX_RECORDS) return 'aggregate-too-large';
      const length = reader.uint32();
      found.push(readSubRecord(reader, length));
    } else reader.skip(type, field);
  }
  if (found.length === 0) throw new RangeError('there are no records');
  return found.map(({ keyIndex, from, to }, place) => ({
    place,
    partitionKey: usablePartitionKey(partitionKeys[keyIndex]),
    from: from + AGGREGATE_MAGIC.length,
    to: to + AGGREGATE_MAGIC.length,
  }));
}

/** Record: {1 partition_key_index, 2 explicit_hash_key_index, 3 data, 4 tags}. 1 and 3 are required. */
function readSubRecord(reader: BinaryReader, length: number): { keyIndex: number; from: number; to: number } {
  const end = reader.pos + length;
  if (end > reader.len) throw new RangeError('a record ends after its aggregate');
  let keyIndex = -1;
  let from = -1;
  let to = -1;
  while (reader.pos < end) {
    const [field, type] = reader.tag();
    if (field === 1 && type === WireType.Varint) keyIndex = Number(reader.uint64());
    else if (field === 3 && type === WireType.LengthDelimited) {
      const bytes = reader.uint32();
      from = reader.pos;
      to = from + bytes;
      reader.pos = to;
    } else reader.skip(type, field);
  }
  if (reader.pos !== end || from < 0)
    throw new RangeError('a record lacks its data, or does not end where it should');
  return { keyIndex, from, to };
}

function usablePartitionKey(key: string | undefined): string {
  if (key === undefined || key.length < 1 || key.length > PARTITION_KEY_MAX_LENGTH) {
    throw new RangeError('a record has no usable partition key');
  }
  return key;
}
