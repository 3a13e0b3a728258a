import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attr, encodeModel, floatTensor, graph, modelProto, node } from '../../../../lib/model/onnx/build.ts';
import { decodeModel } from '../../../../lib/model/onnx/decode.ts';
import type { Field, Spec } from '../../../../lib/model/onnx/schema.ts';
import { MODEL } from '../../../../lib/model/onnx/schema.ts';
import { forestClassifier } from '../../../support/onnx-models.ts';

const SCALARS = {
  string: fc.string(),
  bytes: fc.uint8Array({ maxLength: 8 }),
  int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  int64: fc.oneof(fc.maxSafeInteger(), fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n)),
  uint64: fc.oneof(fc.maxSafeNat(), fc.constantFrom(2n ** 64n - 1n)),
  float: fc.float({ noNaN: true }),
  double: fc.double({ noNaN: true }),
};

/** Any message of a schema, with any of its fields present. Empty lists are left out: protobuf has none. */
function anyMessage(spec: Spec<object>, depth: number): fc.Arbitrary<object> {
  const fields = Object.entries(spec as Readonly<Record<string, Field>>).flatMap(([name, field]) => {
    if (typeof field.kind === 'function' && depth === 0) return [];
    const one =
      typeof field.kind === 'function'
        ? anyMessage(field.kind(), depth - 1)
        : (SCALARS[field.kind] as fc.Arbitrary<unknown>);
    return [[name, field.repeated ? fc.array(one, { minLength: 1, maxLength: 3 }) : one] as const];
  });
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

/** A field's bytes: tag, length, content. */
function delimited(number: number, content: Uint8Array): Uint8Array {
  return new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(content).finish();
}

describe('encodeModel and decodeModel', () => {
  it('give back any message', () => {
    fc.assert(
      fc.property(anyMessage(MODEL, 3), (message) => {
        expect(decodeModel(encodeModel(message))).toEqual(message);
      }),
      { numRuns: 300 },
    );
  });

  it('give back a model of onnxruntime size with its weights', () => {
    const { bytes } = forestClassifier({ trees: 20, depth: 6 });
    expect(encodeModel(decodeModel(bytes))).toEqual(bytes);
  });

  it('leave the weights out when asked', () => {
    const parts = graph({
      nodes: [node('Scale', ['x'], ['y'], { weights: attr.floats([1, 2]), axis: attr.int(1) })],
      inputs: [],
      outputs: [],
      initializers: [floatTensor('w', [2], [1, 2])],
    });
    const decoded = decodeModel(encodeModel(modelProto({ graph: parts })), { payloads: false });
    expect(decoded.graph?.initializer).toEqual([{ name: 'w', dims: [2], dataType: 1 }]);
    expect(decoded.graph?.node?.[0]?.attribute).toEqual([
      { name: 'weights', type: 6 },
      { name: 'axis', type: 2, i: 1 },
    ]);
  });

  it('read numbers that were not packed, as proto2 writers leave them', () => {
    const floats = new BinaryWriter();
    for (const value of [1, 2, 3]) floats.tag(7, WireType.Bit32).float(value);
    const attribute = delimited(5, floats.finish());
    const model = decodeModel(delimited(7, delimited(1, attribute)));
    expect(model.graph?.node?.[0]?.attribute?.[0]?.floats).toEqual([1, 2, 3]);
  });

  it('merge a graph that comes in two parts, as onnxruntime does', () => {
    const first = encodeModel({ graph: { name: 'a', node: [{ opType: 'Loop' }] } });
    const second = encodeModel({ graph: { name: 'b', node: [{ opType: 'Add' }] } });
    const merged = decodeModel(Buffer.concat([first, second])).graph;
    expect(merged).toEqual({ name: 'b', node: [{ opType: 'Loop' }, { opType: 'Add' }] });
  });

  it('skip fields that the schema does not know', () => {
    const known = encodeModel({ producerName: 'x' });
    const unknown = delimited(999, Uint8Array.of(1, 2, 3));
    expect(decodeModel(Buffer.concat([unknown, known]))).toEqual({ producerName: 'x' });
  });

  it('refuse messages nested without end, and lengths beyond the file', () => {
    let nested: Uint8Array = new Uint8Array();
    for (let i = 0; i < 60; i++) nested = delimited(1, delimited(5, delimited(6, nested)));
    expect(() => decodeModel(delimited(7, nested))).toThrow('nested more than 100 deep');
    expect(() => decodeModel(Uint8Array.of(0x3a, 0x7f, 0x01))).toThrow('beyond the file');
  });

  it('either decode any bytes or throw an Error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          expect(decodeModel(bytes)).toBeTypeOf('object');
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('refuse a tensor whose data does not fill its shape', () => {
    expect(() => floatTensor('w', [2, 3], [1, 2])).toThrow('wants 6 elements, got 2');
  });
});
