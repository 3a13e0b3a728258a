import { type FieldPath, fieldPath } from './field-path.ts';
import type { Fix } from './fix.ts';
import {
  type JsonMember,
  type JsonObject,
  memberOf,
  readObject,
  textOf,
  withKey,
  withMember,
  withoutKey,
  withValue,
} from './json-object.ts';
import { numberText } from './number-text.ts';

/** What a fix does to the data of one record. */
export type Mended =
  /** Mended, by these rules at least once each. */
  | { readonly kind: 'mended'; readonly data: Buffer; readonly rules: readonly string[] }
  /** No rule has anything to mend: the data stays as it is. */
  | { readonly kind: 'unchanged' }
  /** It is no JSON object, so it stays as it is. */
  | { readonly kind: 'not-json' };

/** Mends one record's data. What no rule touches stays byte for byte. */
export type Mender = (data: Uint8Array) => Mended;

/** A rule: the text with it applied, or the very same text when there is nothing to mend. */
interface Rule {
  /** For people and counts, such as "toNumber wine_features.alcohol". */
  readonly name: string;
  readonly apply: (text: string) => string;
}

export function menderOf(fix: Fix): Mender {
  const rules = rulesOf(fix);
  return (data) => {
    const text = jsonObjectText(data);
    if (text === undefined) return { kind: 'not-json' };
    let mended = text;
    const applied: string[] = [];
    for (const { name, apply } of rules) {
      const before = mended;
      mended = apply(before);
      if (mended !== before) applied.push(name);
    }
    return applied.length === 0
      ? { kind: 'unchanged' }
      : { kind: 'mended', data: Buffer.from(mended), rules: applied };
  };
}

function rulesOf({ rename, toNumber, default: defaults, signature }: Fix): Rule[] {
  const path = (text: string) => fieldPath(text, signature);
  return [
    ...Object.entries(rename).map(([from, to]) => ({
      name: `rename ${from} to ${to}`,
      apply: (text: string) => renamed(text, path(from), path(to)),
    })),
    ...toNumber.map((field) => ({
      name: `toNumber ${field}`,
      apply: (text: string) => withNumber(text, path(field)),
    })),
    ...Object.entries(defaults).map(([field, value]) => ({
      name: `default ${field}`,
      apply: (text: string) => withDefault(text, path(field), value),
    })),
  ];
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** As the function reads a record: UTF-8, one byte order mark allowed and dropped, a JSON object. */
function jsonObjectText(data: Uint8Array): string | undefined {
  try {
    const text = utf8.decode(data);
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : undefined;
  } catch {
    return undefined;
  }
}

interface Found {
  readonly object: JsonObject;
  readonly member: JsonMember;
}

function root(text: string): JsonObject {
  return readObject(text, text.indexOf('{'));
}

/** The object that a field belongs to; undefined when there is none. */
function objectOf(text: string, { parent }: FieldPath): JsonObject | undefined {
  const record = root(text);
  if (parent === undefined) return record;
  const member = memberOf(record, parent);
  return member !== undefined && text[member.valueFrom] === '{'
    ? readObject(text, member.valueFrom)
    : undefined;
}

/** Null counts as missing, as it does for the function. */
function find(text: string, path: FieldPath): Found | undefined {
  const object = objectOf(text, path);
  const member = object && memberOf(object, path.key);
  if (!object || !member || textOf(object, member) === 'null') return undefined;
  return { object, member };
}

function renamed(text: string, from: FieldPath, to: FieldPath): string {
  if (find(text, to) !== undefined) return text;
  // A null under the new name would count instead, and may stand anywhere.
  const cleared = withoutField(text, to);
  const source = find(cleared, from);
  if (source === undefined) return text;
  if (from.parent === to.parent) return withKey(source.object, source.member, to.key);
  return moved(cleared, from, to, textOf(source.object, source.member)) ?? text;
}

/** Takes a field out of one object and puts it into another, which is made where it is missing. */
function moved(text: string, from: FieldPath, to: FieldPath, value: string): string | undefined {
  const taken = withoutField(text, from);
  const target = objectOf(taken, to);
  if (target !== undefined) return withMember(target, to.key, value);
  const parent = to.parent!;
  const made = `{${JSON.stringify(to.key)}:${value}}`;
  const record = root(taken);
  const there = memberOf(record, parent);
  if (there === undefined) return withMember(record, parent, made);
  return textOf(record, there) === 'null' ? withValue(record, there, made) : undefined;
}

function withoutField(text: string, path: FieldPath): string {
  const object = objectOf(text, path);
  return object === undefined ? text : withoutKey(object, path.key);
}

function withNumber(text: string, path: FieldPath): string {
  const found = find(text, path);
  const value = found && textOf(found.object, found.member);
  if (!found || !value?.startsWith('"')) return text;
  const number = numberText(JSON.parse(value));
  return number === undefined ? text : withValue(found.object, found.member, number);
}

function withDefault(text: string, path: FieldPath, value: string): string {
  const object = objectOf(text, path);
  if (object === undefined || find(text, path) !== undefined) return text;
  const member = memberOf(object, path.key);
  return member === undefined ? withMember(object, path.key, value) : withValue(object, member, value);
}
