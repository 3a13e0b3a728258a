import { KINESIS_RECORD_MAX_BYTES } from '../../lib/contract/limits.ts';
import type { CsvTable } from '../../training/data/csv.ts';
import { recordOfRow } from './csv-records.ts';
import { digitsOf, parseExact } from './exact-json.ts';
import type { Layout } from './layout.ts';
import type { Line } from './lines.ts';

/** A line of a file on its way to the stream: the record that it became, or why it is none. */
export type Outgoing = Sendable | Problem;

export interface Sendable {
  /** Of the file, counted from 1. */
  readonly line: number;
  readonly data: Uint8Array;
  readonly partitionKey: string;
}

export interface Problem {
  readonly line: number;
  /** What came, what was expected; never the record itself. */
  readonly problem: string;
}

/** Kinesis takes 1 to 256 characters. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html */
const MAX_KEY_LENGTH = 256;

/** The rows of a table as records. @param keyField the column whose value is the partition key */
export function* rowsToSend(table: CsvTable, layout: Layout, keyField?: string): Generator<Outgoing> {
  const keyColumn = keyField === undefined ? -1 : table.columns.indexOf(keyField);
  for (const [index, cells] of table.rows.entries()) {
    const line = table.lines[index]!;
    const record = recordOfRow(table.columns, cells, layout);
    if (typeof record === 'string') yield { line, problem: record };
    else
      yield checked(
        line,
        Buffer.from(JSON.stringify(record)),
        keyColumn === -1 ? `${line}` : cells[keyColumn],
      );
  }
}

/**
 * JSON Lines, each sent byte for byte, but for a byte order mark on the first. Lines of whitespace are left out.
 * @param keyField the record's own key whose value is the partition key: text, or a number as it is written
 */
export async function* linesToSend(lines: AsyncIterable<Line>, keyField?: string): AsyncGenerator<Outgoing> {
  for await (const { line, data: bytes } of lines) {
    const data = line === 1 ? withoutMark(bytes) : bytes;
    if (data.every(isWhitespace)) continue;
    const record = objectIn(data, keyField === undefined ? JSON.parse : parseExact);
    if (typeof record === 'string') yield { line, problem: record };
    else yield checked(line, data, keyField === undefined ? `${line}` : keyOf(record[keyField]));
  }
}

/** Lines that are sent whatever they hold: to see what becomes of broken records. */
export async function* rawToSend(lines: AsyncIterable<Line>): AsyncGenerator<Outgoing> {
  for await (const { line, data } of lines) yield checked(line, data, `${line}`);
}

/** JSON's whitespace: tab, line feed, carriage return, space. */
function isWhitespace(byte: number): boolean {
  return byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x20;
}

/** UTF-8's byte order mark, which some editors put before a text. */
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

function withoutMark(data: Buffer): Buffer {
  const marked = data.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return marked ? data.subarray(BYTE_ORDER_MARK.length) : data;
}

function objectIn(
  data: Buffer,
  parse: (text: string) => unknown,
): Readonly<Record<string, unknown>> | string {
  try {
    const value = parse(data.toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : 'the JSON is not an object; expected {"…": …}';
  } catch (error) {
    if (error instanceof RangeError) return 'nested too deeply to look for the partition key';
    return 'not JSON; expected one JSON object per line (--raw sends lines as they are)';
  }
}

function keyOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : digitsOf(value);
}

function checked(line: number, data: Uint8Array, partitionKey: string | undefined): Outgoing {
  if (partitionKey === undefined || partitionKey === '') {
    return { line, problem: 'the field of the partition key is missing, or neither text nor a number' };
  }
  if (partitionKey.length > MAX_KEY_LENGTH) {
    return {
      line,
      problem: `the partition key has ${partitionKey.length} characters; Kinesis takes ${MAX_KEY_LENGTH}`,
    };
  }
  const bytes = data.byteLength + Buffer.byteLength(partitionKey);
  if (bytes > KINESIS_RECORD_MAX_BYTES) {
    return { line, problem: `${bytes} bytes with its key; Kinesis takes ${KINESIS_RECORD_MAX_BYTES}` };
  }
  return { line, data, partitionKey };
}
