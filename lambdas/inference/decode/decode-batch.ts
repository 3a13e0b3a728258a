import { AGGREGATE_MAX_RECORDS } from '../../../lib/contract/limits.ts';
import type { Rejection } from '../../../lib/contract/rejection.ts';
import { MAX_FEATURES, type Signature } from '../../../lib/contract/signature.ts';
import { MissingValues } from '../../../lib/model/profile/missing-values.ts';
import { deaggregate, type SubRecord } from './aggregate.ts';
import type { KinesisEvent } from './kinesis-event.ts';
import { RecordReader } from './record-reader.ts';
import { RecordTable } from './record-table.ts';

/**
 * Records that a batch holds at most once its aggregates are taken apart; what comes after is left for the next
 * delivery. 6 MB of full aggregates could hold 700,000.
 */
export const BATCH_MAX_RECORDS = 100_000;

/** Values of the input matrix at most (164 MB): so an aggregate always fits an empty batch, of the widest model too. */
const BATCH_MAX_VALUES = AGGREGATE_MAX_RECORDS * MAX_FEATURES;

/** A record that can never be predicted: its place in the batch's records, and why. */
export interface RecordRejection extends Rejection {
  readonly record: number;
}

/** A batch as rows of the model's input; what can never be one is a rejection. */
export interface DecodedBatch {
  readonly records: RecordTable;
  /** Row-major float32; the first rowCount · d values count. Rejected records leave no gap. */
  readonly rows: Float32Array;
  readonly rowCount: number;
  /** Values that were missing and took a default; undefined when none did. */
  readonly missing: MissingValues | undefined;
  /** Ascending by record. */
  readonly rejections: readonly RecordRejection[];
}

/** Decodes batches of one signature. Keeps scratch memory between batches, never data: batches share nothing. */
export class BatchDecoder {
  private readonly reader: RecordReader;
  private readonly width: number;
  private readonly maxRecords: number;

  constructor(signature: Signature) {
    this.reader = new RecordReader(signature);
    this.width = signature.features.length;
    this.maxRecords = Math.min(BATCH_MAX_RECORDS, Math.floor(BATCH_MAX_VALUES / this.width));
  }

  /** Never throws for data. */
  decode(event: KinesisEvent): DecodedBatch {
    const { reader } = this;
    const batch = new GrowingBatch(event, this.width, reader);
    reader.startBatch();
    const places = event.replay?.subSequenceNumbers;
    for (let source = 0; source < event.Records.length; source++) {
      batch.records.arrived(event.Records[source]!);
      const length = reader.loadBase64(event.Records[source]!.kinesis.data);
      const place = places?.[source] ?? null;
      if (place !== null) {
        const { partitionKey } = event.Records[source]!.kinesis;
        batch.read(batch.records.add(source, { place, partitionKey, from: 0, to: length }), length);
      } else if (!reader.startsAsAggregate(length)) {
        batch.read(batch.records.add(source), length);
      } else if (!this.decodeAggregate(batch, source, length)) {
        batch.records.unreadFrom = source;
        break;
      }
    }
    return batch;
  }

  /** @returns false when the batch has no room for the aggregate's records */
  private decodeAggregate(batch: GrowingBatch, source: number, length: number): boolean {
    const bytes = this.reader.copy(length);
    const subs = deaggregate(bytes);
    if (subs === undefined) batch.read(batch.records.add(source), length);
    else if (typeof subs === 'string') batch.reject(batch.records.add(source), { reason: subs });
    else if (batch.records.count + subs.length > this.maxRecords) return false;
    else for (const sub of subs) this.decodeSubRecord(batch, source, bytes, sub);
    return true;
  }

  private decodeSubRecord(batch: GrowingBatch, source: number, bytes: Buffer, sub: SubRecord): void {
    const length = this.reader.loadBytes(bytes.subarray(sub.from, sub.to));
    batch.read(batch.records.add(source, sub), length);
  }
}

class GrowingBatch implements DecodedBatch {
  readonly records: RecordTable;
  readonly rejections: RecordRejection[] = [];
  rows: Float32Array;
  rowCount = 0;
  missing: MissingValues | undefined;

  private readonly width: number;
  private readonly reader: RecordReader;

  constructor(event: KinesisEvent, width: number, reader: RecordReader) {
    this.records = new RecordTable(event);
    this.rows = new Float32Array(event.Records.length * width);
    this.width = width;
    this.reader = reader;
  }

  /** Reads the reader's loaded record as the next row, or rejects it. */
  read(record: number, length: number): void {
    const offset = this.rowCount * this.width;
    if (offset + this.width > this.rows.length) this.grow();
    const rejection = this.reader.read(length, this.rows, offset, this.records.carried);
    if (rejection) {
      this.rejections.push({ record, ...rejection });
      return;
    }
    if (this.reader.defaulted.length > 0) this.noteMissing(this.reader.defaulted);
    this.records.row[record] = this.rowCount++;
  }

  private noteMissing(columns: readonly number[]): void {
    this.missing ??= new MissingValues(this.width);
    for (const column of columns) this.missing.add(this.rowCount, column);
  }

  reject(record: number, rejection: Rejection): void {
    this.records.carried.appendNothing();
    this.rejections.push({ record, ...rejection });
  }

  private grow(): void {
    const grown = new Float32Array(Math.max(this.width * 64, 2 * this.rows.length));
    grown.set(this.rows);
    this.rows = grown;
  }
}
