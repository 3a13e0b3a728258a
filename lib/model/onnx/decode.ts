import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { wireTypeOf } from './encode.ts';
import type { Int64, ModelProto } from './messages.ts';
import type { Field, FieldKind, Spec } from './schema.ts';
import { ATTRIBUTE, MODEL } from './schema.ts';

/** Messages within messages; protobuf's own readers stop at the same depth. */
const MAX_DEPTH = 100;

/**
 * Messages and elements of lists that a look at the structure makes: an empty message takes 2 bytes in the file and
 * 100 here, an element 1 and 8, and a function decodes in its own memory. Graphs have thousands.
 */
const MAX_PARTS = 1_000_000;

/** The structure of a file has so many parts that to decode it would take all memory. */
export class TooManyParts extends RangeError {
  override readonly name = 'TooManyParts';
}

export interface DecodeOptions {
  /** false: leave out weights and remarks, which are most of the bytes. Default: true. */
  readonly payloads?: boolean;
}

/**
 * The message in the bytes of an .onnx file. Fields that schema.ts does not list are skipped; byte fields are
 * views of `bytes`. As in every reader of protobuf, a message field that comes twice is merged: otherwise a file
 * could show one graph here and another to onnxruntime.
 * @throws TooManyParts when a structure without its payloads has more than a million parts
 * @throws Error when the bytes are not a protobuf message: another kind of file, or one that was cut
 */
export function decodeModel(bytes: Uint8Array, options: DecodeOptions = {}): ModelProto {
  const payloads = options.payloads ?? true;
  return new Decoder(bytes, payloads).message(MODEL, bytes.length, 0, {}) as ModelProto;
}

type Message = Record<string, unknown>;

class Decoder {
  readonly #reader: BinaryReader;
  readonly #payloads: boolean;
  #parts = 0;

  constructor(bytes: Uint8Array, payloads: boolean) {
    this.#reader = new BinaryReader(bytes);
    this.#payloads = payloads;
  }

  /** Reads fields up to `end` into `target`. */
  message(spec: Spec<object>, end: number, depth: number, target: Message): Message {
    if (depth > MAX_DEPTH) throw new RangeError(`messages are nested more than ${MAX_DEPTH} deep`);
    this.#count();
    const names = namesByNumber(spec);
    const fields = spec as Readonly<Record<string, Field>>;
    const reader = this.#reader;
    while (reader.pos < end) {
      const tag = reader.uint32();
      const number = tag >>> 3;
      if (number === 0) throw new RangeError('a field has the number 0');
      const wireType: WireType = tag & 7;
      const name = names.get(number);
      const field = name === undefined ? undefined : fields[name]!;
      const wanted = field !== undefined && (this.#payloads || !field.payload || isClassLabels(spec, target));
      if (!wanted || !this.#field(name!, field, wireType, depth, target)) this.#skip(wireType, number);
    }
    if (reader.pos !== end) throw new RangeError('a field reaches beyond its message');
    return target;
  }

  /** @returns false, having read nothing, when the wire type is not the field's: such a field is unknown */
  #field(name: string, field: Field, wireType: WireType, depth: number, target: Message): boolean {
    const { kind } = field;
    const own = wireTypeOf(kind);
    if (wireType !== own) {
      if (!field.repeated || wireType !== WireType.LengthDelimited) return false;
      this.#packed(kind, listOf(target, name));
    } else if (field.repeated) {
      this.#count();
      listOf(target, name).push(this.#value(kind, depth, {}));
    } else {
      target[name] = this.#value(kind, depth, (target[name] as Message | undefined) ?? {});
    }
    return true;
  }

  #count(): void {
    if (this.#payloads || ++this.#parts <= MAX_PARTS) return;
    throw new TooManyParts(`it has more than ${MAX_PARTS} parts`);
  }

  /** A tree ensemble has a field for each of its nodes: these are passed over without making anything of them. */
  #skip(wireType: WireType, number: number): void {
    if (wireType === WireType.LengthDelimited) this.#reader.pos = this.#endOfLengthDelimited();
    else this.#reader.skip(wireType, number);
  }

  #packed(kind: FieldKind, list: unknown[]): void {
    const end = this.#endOfLengthDelimited();
    while (this.#reader.pos < end) {
      this.#count();
      list.push(this.#scalar(kind));
    }
    if (this.#reader.pos !== end) throw new RangeError('a packed field reaches beyond its length');
  }

  #value(kind: FieldKind, depth: number, target: Message): unknown {
    if (typeof kind !== 'function') return this.#scalar(kind);
    return this.message(kind(), this.#endOfLengthDelimited(), depth + 1, target);
  }

  #endOfLengthDelimited(): number {
    const length = this.#reader.uint32();
    const end = this.#reader.pos + length;
    if (end > this.#reader.len) throw new RangeError('a field reaches beyond the file');
    return end;
  }

  #scalar(kind: FieldKind): unknown {
    const reader = this.#reader;
    if (kind === 'string') return reader.string();
    if (kind === 'bytes') return reader.bytes();
    if (kind === 'float') return reader.float();
    if (kind === 'double') return reader.double();
    if (kind === 'int32') return reader.int32();
    return exact(kind === 'uint64' ? reader.uint64() : reader.int64());
  }
}

/** The names of a classifier's classes are no weights. Every writer puts an attribute's name before its values. */
function isClassLabels(spec: Spec<object>, target: Message): boolean {
  return spec === ATTRIBUTE && String(target.name).startsWith('classlabels_');
}

function listOf(target: Message, name: string): unknown[] {
  const list = (target[name] as unknown[] | undefined) ?? [];
  target[name] = list;
  return list;
}

function exact(value: bigint | string): Int64 {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
}

const namesOf = new WeakMap<object, ReadonlyMap<number, string>>();

function namesByNumber(spec: Spec<object>): ReadonlyMap<number, string> {
  let names = namesOf.get(spec);
  if (names === undefined) {
    const fields = Object.entries(spec as Readonly<Record<string, Field>>);
    names = new Map(fields.map(([name, field]) => [field.number, name]));
    namesOf.set(spec, names);
  }
  return names;
}
