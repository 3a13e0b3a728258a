import type {
  AttributeProto,
  GraphProto,
  Int64,
  ModelProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from './messages.ts';
import { ATTRIBUTE_TYPE, DATA_TYPE, ML_DOMAIN } from './messages.ts';

export { encodeModel } from './encode.ts';
export { ML_DOMAIN } from './messages.ts';

/** Short ways to write ONNX graphs, for the exporters of the trainers and for tests. */

/** The formats that exporters write: old enough for any current runtime, new enough for every operator used. */
export const WRITTEN_IR_VERSION = 10;
export const WRITTEN_OPSET = 21;
export const WRITTEN_ML_OPSET = 3;

/** A float32 constant. @param data row-major, as many elements as the product of `dims` */
export function floatTensor(name: string, dims: readonly number[], data: ArrayLike<number>): TensorProto {
  return tensor(name, dims, 'float', Float32Array.from(data));
}

/** An int64 constant. @param data row-major, as many elements as the product of `dims` */
export function int64Tensor(name: string, dims: readonly number[], data: ArrayLike<Int64>): TensorProto {
  return tensor(name, dims, 'int64', BigInt64Array.from(Array.from(data), BigInt));
}

/** A bool constant. */
export function boolTensor(name: string, dims: readonly number[], data: ArrayLike<boolean>): TensorProto {
  return tensor(
    name,
    dims,
    'bool',
    Uint8Array.from(Array.from(data), (value) => (value ? 1 : 0)),
  );
}

/** A string constant. */
export function stringTensor(name: string, dims: readonly number[], data: readonly string[]): TensorProto {
  checkCount(name, dims, data.length);
  return { name, dims, dataType: DATA_TYPE.string, stringData: data.map(utf8) };
}

/** The raw data is the array's own memory: little-endian, as ONNX wants it, on every platform Node supports. */
function tensor(
  name: string,
  dims: readonly number[],
  type: keyof typeof DATA_TYPE,
  data: Float32Array | BigInt64Array | Uint8Array,
): TensorProto {
  checkCount(name, dims, data.length);
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims, dataType: DATA_TYPE[type], rawData };
}

function checkCount(name: string, dims: readonly number[], count: number): void {
  const expected = dims.reduce((product, dim) => product * dim, 1);
  if (expected !== count) {
    throw new RangeError(
      `tensor ${name} of shape [${dims.join(', ')}] wants ${expected} elements, got ${count}`,
    );
  }
}

/** The value of an attribute, still without its name. */
export type AttributeValue = Omit<AttributeProto, 'name'>;

/** Attribute values, each with the type that ONNX wants stated. */
export const attr = {
  int: (i: Int64): AttributeValue => ({ type: ATTRIBUTE_TYPE.int, i }),
  float: (f: number): AttributeValue => ({ type: ATTRIBUTE_TYPE.float, f }),
  string: (s: string): AttributeValue => ({ type: ATTRIBUTE_TYPE.string, s: utf8(s) }),
  ints: (ints: ArrayLike<Int64>): AttributeValue => ({ type: ATTRIBUTE_TYPE.ints, ints }),
  floats: (floats: ArrayLike<number>): AttributeValue => ({ type: ATTRIBUTE_TYPE.floats, floats }),
  strings: (strings: readonly string[]): AttributeValue => ({
    type: ATTRIBUTE_TYPE.strings,
    strings: strings.map(utf8),
  }),
  tensor: (t: TensorProto): AttributeValue => ({ type: ATTRIBUTE_TYPE.tensor, t }),
  graph: (g: GraphProto): AttributeValue => ({ type: ATTRIBUTE_TYPE.graph, g }),
} as const;

/** One operator. @param domain default: ai.onnx */
export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  domain = '',
): NodeProto {
  const attribute = Object.entries(attributes).map(([name, value]) => ({ name, ...value }));
  return { opType, input, output, attribute, ...(domain === '' ? {} : { domain }) };
}

/** A tensor that goes in or out. @param shape sizes, or names for those that vary, such as ['N', 11] */
export function valueInfo(
  name: string,
  type: keyof typeof DATA_TYPE,
  shape: readonly (number | string)[],
): ValueInfoProto {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: DATA_TYPE[type], shape: { dim } } } };
}

export interface GraphParts {
  readonly nodes: readonly NodeProto[];
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
  /** The constants. Default: none. */
  readonly initializers?: readonly TensorProto[];
  /** Default: "graph". */
  readonly name?: string;
}

/** A graph; its nodes in an order in which each comes after those it reads from. */
export function graph(parts: GraphParts): GraphProto {
  return {
    name: parts.name ?? 'graph',
    node: parts.nodes,
    initializer: parts.initializers ?? [],
    input: parts.inputs,
    output: parts.outputs,
  };
}

export interface ModelParts {
  readonly graph: GraphProto;
  /** The version of ai.onnx. Default: 21. */
  readonly opset?: number;
  /** The version of ai.onnx.ml. Default: 3. */
  readonly ml?: number;
  /** The IR version. Default: 10. */
  readonly ir?: number;
}

/** A whole model, ready for encodeModel. */
export function modelProto(parts: ModelParts): ModelProto {
  return {
    irVersion: parts.ir ?? WRITTEN_IR_VERSION,
    producerName: 'weir',
    opsetImport: [
      { domain: '', version: parts.opset ?? WRITTEN_OPSET },
      { domain: ML_DOMAIN, version: parts.ml ?? WRITTEN_ML_OPSET },
    ],
    graph: parts.graph,
  };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
