import type { Signature } from '../contract/signature.ts';
import { compactJson, endOfString, isWhitespace } from './json-text.ts';

/**
 * The carried keys of a record as the start of a JSON object's content, such as `"customer_id":123,`.
 *
 * For each of the signature's carried keys, in their order, that the record has: the key as JSON.stringify
 * writes it, a colon, the value, a comma. The value is as it came, so that numbers beyond double precision
 * survive: its tokens without whitespace, numbers and literals as written, keys in their order and repeated
 * ones kept; only strings are written anew by JSON.stringify, so that they are well-formed. Of a carried key
 * that comes twice the last value counts. Empty when the record has none.
 *
 * @param text the text of a record that parseRecord accepted
 */
export type CarriedJson = (record: Readonly<Record<string, unknown>>, text: string) => string;

export function carriedJson(signature: Signature): CarriedJson {
  const keys = signature.carriedKeys;
  const prefixes = new Map(keys.map((key) => [key, `${JSON.stringify(key)}:`]));
  return (record, text) => {
    if (!keys.some((key) => Object.hasOwn(record, key))) return '';
    const values = topLevelValues(text, prefixes);
    let fragment = '';
    for (const [key, prefix] of prefixes) {
      const value = values.get(key);
      if (value !== undefined) fragment += `${prefix}${compactJson(text, value.start, value.end)},`;
    }
    return fragment;
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where in the text of an object the values of the wanted keys are. */
function topLevelValues(text: string, wanted: ReadonlyMap<string, string>): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  let position = skipWhitespace(text, text.indexOf('{') + 1);
  while (text[position] === '"') {
    const afterKey = endOfString(text, position);
    const key = JSON.parse(text.slice(position, afterKey)) as string;
    const start = text.indexOf(':', afterKey) + 1;
    const end = endOfValue(text, start);
    if (wanted.has(key)) spans.set(key, { start, end });
    position = skipWhitespace(text, end + 1);
  }
  return spans;
}

/** The position of the comma or brace that follows the value, outside nested values and strings. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22 /* " */) i = endOfString(text, i) - 1;
    else if (code === 0x7b /* { */ || code === 0x5b /* [ */) depth++;
    else if (depth === 0 && (code === 0x2c /* , */ || code === 0x7d) /* } */) return i;
    else if (code === 0x7d || code === 0x5d /* ] */) depth--;
  }
  return text.length;
}

function skipWhitespace(text: string, start: number): number {
  let position = start;
  while (isWhitespace(text.charCodeAt(position))) position++;
  return position;
}
