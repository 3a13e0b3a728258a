import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Int64, ModelProto } from './messages.ts';
import type { Field, FieldKind, Spec } from './schema.ts';
import { MODEL } from './schema.ts';

/** The bytes of an .onnx file. The same message gives the same bytes. */
export function encodeModel(model: ModelProto): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  writeMessage(writer, MODEL, model);
  return writer.finish();
}

function writeMessage(writer: BinaryWriter, spec: Spec<object>, message: object): void {
  const values = message as Readonly<Record<string, unknown>>;
  for (const [name, field] of Object.entries(spec as Readonly<Record<string, Field>>)) {
    const value = values[name];
    if (value === undefined) continue;
    if (field.repeated) writeRepeated(writer, field, value as ArrayLike<unknown>);
    else writeTagged(writer, field.number, field.kind, value);
  }
}

function writeRepeated(writer: BinaryWriter, field: Field, values: ArrayLike<unknown>): void {
  const { number, kind } = field;
  if (values.length === 0) return;
  if (wireTypeOf(kind) === WireType.LengthDelimited) {
    for (let i = 0; i < values.length; i++) writeTagged(writer, number, kind, values[i]);
    return;
  }
  // Numbers are packed into one field: readers accept both forms, and this one is smaller.
  writer.tag(number, WireType.LengthDelimited).fork();
  for (let i = 0; i < values.length; i++) writeValue(writer, kind, values[i]);
  writer.join();
}

function writeTagged(writer: BinaryWriter, number: number, kind: FieldKind, value: unknown): void {
  writer.tag(number, wireTypeOf(kind));
  writeValue(writer, kind, value);
}

function writeValue(writer: BinaryWriter, kind: FieldKind, value: unknown): void {
  if (typeof kind === 'function') {
    writer.fork();
    writeMessage(writer, kind(), value as object);
    writer.join();
  } else if (kind === 'string') writer.string(value as string);
  else if (kind === 'bytes') writer.bytes(value as Uint8Array);
  else if (kind === 'float') writer.float(value as number);
  else if (kind === 'double') writer.double(value as number);
  else if (kind === 'int32') writer.int32(value as number);
  else if (kind === 'uint64') writer.uint64(value as Int64);
  else writer.int64(value as Int64);
}

/** How the values of a kind are framed on the wire, one by one. */
export function wireTypeOf(kind: FieldKind): WireType {
  if (typeof kind === 'function' || kind === 'string' || kind === 'bytes') return WireType.LengthDelimited;
  if (kind === 'float') return WireType.Bit32;
  if (kind === 'double') return WireType.Bit64;
  return WireType.Varint;
}
