import { PUT_RECORDS_MAX_BYTES, PUT_RECORDS_MAX_ENTRIES } from '../../../lib/contract/limits.ts';
import type { RecordTable } from '../decode/record-table.ts';
import type { PutEntries } from './ports.ts';
import type { PredictionEncoder } from './prediction-encoder.ts';
import type { ReadyQueue } from './ready-queue.ts';

/** Bytes of UTF-8 that a character of a partition key takes at most. */
const KEY_BYTES_PER_CHARACTER = 3;

const FIRST_BYTES = 256 * 1024;

/** The entries of one PutRecords request and the records they answer. Filled again after each request. */
export class PutChunk implements PutEntries {
  count = 0;
  bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  readonly ends = new Int32Array(PUT_RECORDS_MAX_ENTRIES);
  readonly partitionKeys: string[] = [];
  /** The record of each entry. */
  readonly records = new Int32Array(PUT_RECORDS_MAX_ENTRIES);

  /**
   * Takes ready records until the request is full by entries or bytes (partition keys counted), or none is left.
   * An entry is counted by the most that it can take, so a request ends a little early and never late.
   */
  fill(queue: ReadyQueue, encoder: PredictionEncoder, table: RecordTable): void {
    this.count = 0;
    let end = 0;
    let keyBytes = 0;
    while (this.count < PUT_RECORDS_MAX_ENTRIES) {
      const record = queue.take();
      if (record < 0) return;
      const key = table.partitionKey(record);
      const most = encoder.maxBytes(record);
      keyBytes += KEY_BYTES_PER_CHARACTER * key.length;
      if (this.count > 0 && end + most + keyBytes > PUT_RECORDS_MAX_BYTES) {
        queue.putBack(record);
        return;
      }
      this.reserve(end + most, end);
      end = encoder.encode(record, this.bytes, end);
      this.ends[this.count] = end;
      this.records[this.count] = record;
      this.partitionKeys[this.count] = key;
      this.count++;
    }
  }

  private reserve(bytes: number, used: number): void {
    if (bytes <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(2 * bytes);
    this.bytes.copy(grown, 0, 0, used);
    this.bytes = grown;
  }
}
