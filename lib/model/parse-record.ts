import type { Rejection } from '../contract/rejection.ts';
import { nestingDepth, withoutNonFiniteLiterals } from './json-text.ts';

/** A record's data as JSON: the object, and the text it was read from. */
export interface ParsedRecord {
  readonly value: Readonly<Record<string, unknown>>;
  /** The data as text, without a byte order mark. */
  readonly text: string;
}

/**
 * Objects and arrays that may be open at once. A record needs two; the bound keeps every later walk over its
 * values within the stack, and the answer independent of how much stack there happens to be.
 */
export const RECORD_MAX_DEPTH = 128;

/** What a KPL aggregate starts with. https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md */
export const AGGREGATE_MAGIC: Readonly<Uint8Array> = Uint8Array.of(0xf3, 0x89, 0x9a, 0xc2);

/**
 * Reads a record's bytes as one JSON object, or says why that is impossible. The first that holds:
 *
 * - no bytes: `empty`
 * - the magic of a KPL aggregate: `aggregate-checksum` (whole aggregates were taken apart before)
 * - not UTF-8: `invalid-utf8`. One byte order mark is allowed and dropped, as RFC 8259 permits.
 * - more than RECORD_MAX_DEPTH objects and arrays open at once: `too-deep`
 * - not JSON by JSON.parse: `non-finite-literal` when it is JSON but for NaN and Infinity, `base64-twice` when it
 *   is base64 (either alphabet, line breaks allowed) of JSON, else `not-json`
 * - no object: `not-an-object`, with the type that came
 *
 * Of a key that comes twice the last value counts, as with JSON.parse. Never throws.
 */
export function parseRecord(data: Uint8Array): ParsedRecord | Rejection {
  if (data.length === 0) return { reason: 'empty' };
  if (startsAsAggregate(data)) return { reason: 'aggregate-checksum' };
  const text = decodeUtf8(data);
  if (text === undefined) return { reason: 'invalid-utf8' };
  if (nestingDepth(text) > RECORD_MAX_DEPTH) return { reason: 'too-deep' };
  const json = parseJson(text);
  if (json === undefined) return { reason: reasonForNoJson(text) };
  const value = json.value;
  if (!isObject(value)) return { reason: 'not-an-object', came: jsonType(value) };
  return { value, text };
}

/** Whether the answer of parseRecord is a rejection. */
export function isRejection(answer: ParsedRecord | Rejection): answer is Rejection {
  return 'reason' in answer;
}

/** The JSON type of a value as rejections name it. */
export function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return value === undefined ? 'missing' : typeof value;
}

/** Whether a value of JSON.parse is an object, and neither an array nor null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function startsAsAggregate(data: Uint8Array): boolean {
  return data.length >= AGGREGATE_MAGIC.length && AGGREGATE_MAGIC.every((byte, i) => data[i] === byte);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeUtf8(data: Uint8Array): string | undefined {
  try {
    return utf8.decode(data);
  } catch {
    return undefined;
  }
}

/** In a box, since null is a value. */
function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function reasonForNoJson(text: string): 'non-finite-literal' | 'base64-twice' | 'not-json' {
  const mended = withoutNonFiniteLiterals(text);
  if (mended !== undefined && parseJson(mended) !== undefined) return 'non-finite-literal';
  return isBase64OfJson(text) ? 'base64-twice' : 'not-json';
}

function isBase64OfJson(text: string): boolean {
  const packed = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(packed)) return false;
  const inner = decodeUtf8(Buffer.from(packed, 'base64'));
  return inner !== undefined && parseJson(inner) !== undefined;
}
