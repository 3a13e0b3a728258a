import type { PutEntries } from '../respond/ports.ts';

const BETWEEN_MAX_BYTES = '","PartitionKey":},{"Data":"'.length;

/** A character of a partition key in JSON takes at most `\u0000`. */
const KEY_CHARACTER_MAX_BYTES = 6;

/**
 * The body of a PutRecords request, written as bytes: data goes from its buffer through base64 into the body with
 * no object or JSON string of the whole request in between.
 *
 * @param entries at least one
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export function putRecordsBody(streamName: string, entries: PutEntries): Buffer {
  const { count, bytes, ends, partitionKeys } = entries;
  const body = Buffer.allocUnsafe(maxBytes(streamName, entries));
  let at = body.write(`{"StreamName":${JSON.stringify(streamName)},"Records":[{"Data":"`);
  let from = 0;
  for (let i = 0; i < count; i++) {
    at += body.write(bytes.toString('base64', from, ends[i]), at, 'latin1');
    const end = i === count - 1 ? '}]}' : '},{"Data":"';
    at += body.write(`","PartitionKey":${JSON.stringify(partitionKeys[i])}${end}`, at);
    from = ends[i]!;
  }
  return body.subarray(0, at);
}

function maxBytes(streamName: string, { count, ends, partitionKeys }: PutEntries): number {
  let keyCharacters = 0;
  for (let i = 0; i < count; i++) keyCharacters += partitionKeys[i]!.length + 1;
  const base64 = Math.ceil((ends[count - 1]! * 4) / 3) + 4 * count;
  const envelope = 64 + KEY_CHARACTER_MAX_BYTES * streamName.length;
  return envelope + base64 + count * BETWEEN_MAX_BYTES + KEY_CHARACTER_MAX_BYTES * keyCharacters;
}
