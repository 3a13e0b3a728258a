import type { Signature } from '../../../lib/contract/signature.ts';
import { endOfPlainString, endOfPlainValue, readNumber, UNUSUAL } from './json-values.ts';
import { KeyTable, KIND } from './key-table.ts';
import { codesByText, defaultOf, featureKeys, topKeys } from './key-uses.ts';

const SPACE = 0x20;
const COMMA = 0x2c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * Reads the common layout of a record straight from its bytes into a row of the input: objects of plain keys
 * and values, with at most one space after a colon or comma, as JSON.stringify and Python's json.dumps write
 * them. It recognises or it does not; it never judges: whatever else comes is for lib/model/read-record.ts,
 * which it equals on what it recognises.
 */
export class RecordScanner {
  /** Of the last recognised record, by carried key: where `"key":` starts and ends, where its value does. */
  readonly keyFrom: Int32Array;
  readonly keyTo: Int32Array;
  readonly valueFrom: Int32Array;
  readonly valueTo: Int32Array;
  /** Of the last recognised record: the columns that took a default. */
  readonly defaulted: number[] = [];
  /** How many bytes of the buffer after a record must exist, whatever they hold. */
  readonly padding: number;

  private readonly top: KeyTable;
  private readonly nested: KeyTable;
  private readonly categories: readonly (ReadonlyMap<string, number> | undefined)[];
  /** NaN for a feature without a default. */
  private readonly defaults: Float64Array;
  private readonly featuresAtTop: boolean;
  private stamp = 0;
  private found = 0;

  constructor(signature: Signature) {
    const carried = signature.carriedKeys.length;
    this.keyFrom = new Int32Array(carried);
    this.keyTo = new Int32Array(carried);
    this.valueFrom = new Int32Array(carried);
    this.valueTo = new Int32Array(carried);
    this.categories = signature.features.map((feature) =>
      feature.type === 'category' ? codesByText(feature.values) : undefined,
    );
    this.defaults = Float64Array.from(signature.features, defaultOf);
    this.featuresAtTop = signature.featuresKey === null;
    this.top = new KeyTable(topKeys(signature));
    this.nested = new KeyTable(this.featuresAtTop ? new Map() : featureKeys(signature));
    this.padding = Math.max(this.top.longest, this.nested.longest) + 8;
  }

  startBatch(): void {
    this.stamp = 0;
    this.top.startBatch();
    this.nested.startBatch();
  }

  /** Whether the last recognised record has the carried key. */
  carries(key: number): boolean {
    return this.valueTo[key]! > 0;
  }

  /**
   * Reads the record in bytes[0, end) into rows[offset, offset + d).
   * @param bytes with a 0 at `end` and `padding` more bytes after it
   * @returns whether it was recognised; if not, the row's content is undefined
   */
  scan(bytes: Buffer, view: DataView, end: number, rows: Float32Array, offset: number): boolean {
    if (bytes[0] !== OPEN) return false;
    this.stamp++;
    this.found = 0;
    if (this.defaulted.length > 0) this.defaulted.length = 0;
    // Not fill: a call of it costs more than what is there to be filled.
    for (let key = 0; key < this.valueTo.length; key++) this.valueTo[key] = 0;
    let at = this.scanObject(this.top, bytes, view, 1, rows, offset);
    if (at < 0) return false;
    while (at < end && isWhitespace(bytes[at]!)) at++;
    if (at !== end) return false;
    return this.found === this.defaults.length || this.fillDefaults(rows, offset);
  }

  private scanObject(
    table: KeyTable,
    bytes: Buffer,
    view: DataView,
    start: number,
    rows: Float32Array,
    offset: number,
  ): number {
    let at = start;
    let previous = -1;
    for (;;) {
      let key = table.next[previous + 1]!;
      if (key < 0 || !table.matches(view, at, key)) {
        key = table.find(bytes, at);
        if (key < 0) return UNUSUAL;
        table.next[previous + 1] = key;
      }
      if (table.seenBy[key] === this.stamp) return UNUSUAL;
      table.seenBy[key] = this.stamp;
      previous = key;

      const keyFrom = at;
      at += table.length[key]!;
      const carried = table.carried[key]!;
      if (carried >= 0) {
        this.keyFrom[carried] = keyFrom;
        this.keyTo[carried] = at;
      }
      if (bytes[at] === SPACE) at++;
      const valueFrom = at;
      const kind = table.kind[key]!;
      if (kind === KIND.number) {
        at = readNumber(bytes, at, rows, offset + table.column[key]!);
        this.found++;
      } else if (kind === KIND.skip) {
        at = endOfPlainValue(bytes, at);
      } else if (kind === KIND.features) {
        if (bytes[at] !== OPEN) return UNUSUAL;
        at = this.scanObject(this.nested, bytes, view, at + 1, rows, offset);
      } else {
        at = this.readCategory(bytes, at, table.column[key]!, rows, offset);
        this.found++;
      }
      if (at < 0) return UNUSUAL;
      if (carried >= 0) {
        this.valueFrom[carried] = valueFrom;
        this.valueTo[carried] = at;
      }
      const byte = bytes[at++];
      if (byte !== COMMA) return byte === CLOSE ? at : UNUSUAL;
      if (bytes[at] === SPACE) at++;
    }
  }

  private readCategory(
    bytes: Buffer,
    start: number,
    column: number,
    rows: Float32Array,
    offset: number,
  ): number {
    const end = endOfPlainString(bytes, start);
    if (end < 0) return UNUSUAL;
    const code = this.categories[column]!.get(bytes.toString('latin1', start + 1, end - 1));
    if (code === undefined) return UNUSUAL;
    rows[offset + column] = code;
    return end;
  }

  /** Fills what is missing; false when a feature without a default is, or the features object. */
  private fillDefaults(rows: Float32Array, offset: number): boolean {
    if (!this.featuresAtTop && this.found === 0) return false;
    const table = this.featuresAtTop ? this.top : this.nested;
    const { defaults } = this;
    for (let key = 0; key < table.kind.length; key++) {
      const column = table.column[key]!;
      if (column < 0 || table.seenBy[key] === this.stamp) continue;
      const standIn = defaults[column]!;
      if (Number.isNaN(standIn)) return false;
      rows[offset + column] = standIn;
      this.defaulted.push(column);
    }
    return true;
  }
}

function isWhitespace(byte: number): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
