import type { Rejection } from '../../../lib/contract/rejection.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import {
  AGGREGATE_MAGIC,
  type CarriedJson,
  carriedJson,
  type FeatureReader,
  featureReader,
  isRejection,
  parseRecord,
} from '../../../lib/model/read-record.ts';
import { writeBase64 } from '../buffer-text.ts';
import type { CarriedColumn } from './carried-column.ts';
import { RecordScanner } from './record-scanner.ts';

const COMMA = 0x2c;

/** Fragments up to this length are copied byte by byte: a call of copy costs more. */
const SHORT = 96;

/**
 * Turns the bytes of one record after the other into rows and carried keys: by the scanner where it recognises
 * the record, else by the rules of lib/model/read-record.ts. All records pass through one scratch buffer.
 */
export class RecordReader {
  private readonly scanner: RecordScanner;
  private readonly readFeatures: FeatureReader;
  private readonly readCarried: CarriedJson;
  private readonly carriedKeys: number;
  private readonly tookDefault: (column: number) => void;
  private scratch: Buffer;
  private view: DataView;

  constructor(signature: Signature) {
    this.scanner = new RecordScanner(signature);
    this.readFeatures = featureReader(signature);
    this.readCarried = carriedJson(signature);
    this.carriedKeys = signature.carriedKeys.length;
    this.tookDefault = (column) => this.scanner.defaulted.push(column);
    this.scratch = Buffer.allocUnsafeSlow(16_384 + this.scanner.padding);
    this.view = new DataView(this.scratch.buffer);
  }

  /** The columns of the record that was read last whose value was missing and took the signature's default. */
  get defaulted(): readonly number[] {
    return this.scanner.defaulted;
  }

  startBatch(): void {
    this.scanner.startBatch();
  }

  /** Takes a record's data as the event has it and gives its length in bytes. */
  loadBase64(data: string): number {
    this.reserve(Math.ceil((data.length * 3) / 4));
    return writeBase64(this.scratch, data);
  }

  /** Takes a record's data as bytes. */
  loadBytes(data: Uint8Array): number {
    this.reserve(data.length);
    this.scratch.set(data);
    return data.length;
  }

  /** Whether the loaded record may be a KPL aggregate. */
  startsAsAggregate(length: number): boolean {
    return length > AGGREGATE_MAGIC.length && this.scratch[0] === AGGREGATE_MAGIC[0];
  }

  /** A copy of the loaded record. */
  copy(length: number): Buffer {
    return Buffer.from(this.scratch.subarray(0, length));
  }

  /**
   * Reads the loaded record into rows[offset, offset + d) and appends its carried keys, or says why it can never
   * be predicted. After a rejection the row's content is undefined.
   */
  read(length: number, rows: Float32Array, offset: number, carried: CarriedColumn): Rejection | undefined {
    const { scratch } = this;
    scratch[length] = 0;
    if (this.scanner.scan(scratch, this.view, length, rows, offset)) {
      this.appendScanned(carried);
      return undefined;
    }
    const rejection = this.readSlowly(scratch.subarray(0, length), rows, offset, carried);
    if (rejection) carried.appendNothing();
    return rejection;
  }

  private readSlowly(
    data: Uint8Array,
    rows: Float32Array,
    offset: number,
    carried: CarriedColumn,
  ): Rejection | undefined {
    const parsed = parseRecord(data);
    if (isRejection(parsed)) return parsed;
    this.scanner.defaulted.length = 0;
    const rejection = this.readFeatures(parsed.value, rows, offset, this.tookDefault);
    if (rejection) return rejection;
    carried.appendText(this.readCarried(parsed.value, parsed.text));
    return undefined;
  }

  /** Keys in the signature's order, each followed by its value and a comma, all as they came. */
  private appendScanned(carried: CarriedColumn): void {
    const { scanner, scratch, carriedKeys } = this;
    let bytes = 0;
    for (let key = 0; key < carriedKeys; key++) {
      if (scanner.carries(key)) bytes += scanner.valueTo[key]! - scanner.keyFrom[key]! + 1;
    }
    let at = carried.reserve(bytes);
    for (let key = 0; key < carriedKeys; key++) {
      if (!scanner.carries(key)) continue;
      at = copyPiece(scratch, scanner.keyFrom[key]!, scanner.keyTo[key]!, carried.bytes, at);
      at = copyPiece(scratch, scanner.valueFrom[key]!, scanner.valueTo[key]!, carried.bytes, at);
      carried.bytes[at++] = COMMA;
    }
    carried.finish(at);
  }

  private reserve(bytes: number): void {
    if (bytes + this.scanner.padding <= this.scratch.length) return;
    this.scratch = Buffer.allocUnsafeSlow(2 * bytes + this.scanner.padding);
    this.view = new DataView(this.scratch.buffer);
  }
}

function copyPiece(source: Buffer, from: number, to: number, target: Buffer, position: number): number {
  if (to - from > SHORT) return position + source.copy(target, position, from, to);
  let at = position;
  for (let i = from; i < to; i++) target[at++] = source[i]!;
  return at;
}
