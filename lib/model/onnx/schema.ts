import type {
  AttributeProto,
  DimensionProto,
  FunctionProto,
  GraphProto,
  ModelProto,
  NodeProto,
  OperatorSetIdProto,
  SparseTensorProto,
  StringStringEntryProto,
  TensorProto,
  TensorShapeProto,
  TensorTypeProto,
  TypeProto,
  ValueInfoProto,
} from './messages.ts';

/** How a field's value is written: a scalar of protobuf, or another message (a thunk, since they are recursive). */
export type FieldKind =
  | 'string'
  | 'bytes'
  | 'int32'
  | 'int64'
  | 'uint64'
  | 'float'
  | 'double'
  | (() => Spec<object>);

export interface Field {
  readonly number: number;
  readonly kind: FieldKind;
  readonly repeated: boolean;
  /** Whether the field holds weights or remarks: most of the file's bytes, which a look at its structure skips. */
  readonly payload: boolean;
}

/** The fields of a message by their names. */
export type Spec<T> = { readonly [K in keyof Required<T>]: Field };

const one = (number: number, kind: FieldKind): Field => ({ number, kind, repeated: false, payload: false });
const many = (number: number, kind: FieldKind): Field => ({ number, kind, repeated: true, payload: false });
const weight = (number: number, kind: FieldKind): Field => ({ number, kind, repeated: false, payload: true });
const weights = (number: number, kind: FieldKind): Field => ({ number, kind, repeated: true, payload: true });

export const MODEL: Spec<ModelProto> = {
  irVersion: one(1, 'int64'),
  producerName: one(2, 'string'),
  producerVersion: one(3, 'string'),
  domain: one(4, 'string'),
  modelVersion: one(5, 'int64'),
  docString: weight(6, 'string'),
  graph: one(7, () => GRAPH),
  opsetImport: many(8, () => OPERATOR_SET),
  metadataProps: weights(14, () => ENTRY),
  functions: many(25, () => FUNCTION),
};

const OPERATOR_SET: Spec<OperatorSetIdProto> = { domain: one(1, 'string'), version: one(2, 'int64') };

const ENTRY: Spec<StringStringEntryProto> = { key: one(1, 'string'), value: one(2, 'string') };

const FUNCTION: Spec<FunctionProto> = {
  name: one(1, 'string'),
  input: many(4, 'string'),
  output: many(5, 'string'),
  attribute: many(6, 'string'),
  node: many(7, () => NODE),
  docString: weight(8, 'string'),
  opsetImport: many(9, () => OPERATOR_SET),
  domain: one(10, 'string'),
  attributeProto: many(11, () => ATTRIBUTE),
};

const GRAPH: Spec<GraphProto> = {
  node: many(1, () => NODE),
  name: one(2, 'string'),
  initializer: many(5, () => TENSOR),
  docString: weight(10, 'string'),
  input: many(11, () => VALUE_INFO),
  output: many(12, () => VALUE_INFO),
  valueInfo: weights(13, () => VALUE_INFO),
  sparseInitializer: many(15, () => SPARSE_TENSOR),
};

const NODE: Spec<NodeProto> = {
  input: many(1, 'string'),
  output: many(2, 'string'),
  name: one(3, 'string'),
  opType: one(4, 'string'),
  attribute: many(5, () => ATTRIBUTE),
  docString: weight(6, 'string'),
  domain: one(7, 'string'),
};

export const ATTRIBUTE: Spec<AttributeProto> = {
  name: one(1, 'string'),
  f: one(2, 'float'),
  i: one(3, 'int64'),
  s: one(4, 'bytes'),
  t: one(5, () => TENSOR),
  g: one(6, () => GRAPH),
  floats: weights(7, 'float'),
  ints: weights(8, 'int64'),
  strings: weights(9, 'bytes'),
  tensors: many(10, () => TENSOR),
  graphs: many(11, () => GRAPH),
  docString: weight(13, 'string'),
  tp: one(14, () => TYPE),
  typeProtos: many(15, () => TYPE),
  type: one(20, 'int32'),
  refAttrName: one(21, 'string'),
  sparseTensor: one(22, () => SPARSE_TENSOR),
  sparseTensors: many(23, () => SPARSE_TENSOR),
};

const TENSOR: Spec<TensorProto> = {
  dims: many(1, 'int64'),
  dataType: one(2, 'int32'),
  floatData: weights(4, 'float'),
  int32Data: weights(5, 'int32'),
  stringData: weights(6, 'bytes'),
  int64Data: weights(7, 'int64'),
  name: one(8, 'string'),
  rawData: weight(9, 'bytes'),
  doubleData: weights(10, 'double'),
  uint64Data: weights(11, 'uint64'),
  docString: weight(12, 'string'),
  externalData: many(13, () => ENTRY),
  dataLocation: one(14, 'int32'),
};

const SPARSE_TENSOR: Spec<SparseTensorProto> = {
  values: one(1, () => TENSOR),
  indices: one(2, () => TENSOR),
  dims: many(3, 'int64'),
};

const VALUE_INFO: Spec<ValueInfoProto> = {
  name: one(1, 'string'),
  type: one(2, () => TYPE),
  docString: weight(3, 'string'),
};

const TYPE: Spec<TypeProto> = {
  tensorType: one(1, () => TENSOR_TYPE),
  sequenceType: one(4, () => ELEMENT),
  mapType: one(5, () => MAP_TYPE),
  denotation: one(6, 'string'),
  sparseTensorType: one(8, () => TENSOR_TYPE),
  optionalType: one(9, () => ELEMENT),
};

const ELEMENT: Spec<{ elemType?: TypeProto }> = { elemType: one(1, () => TYPE) };

const MAP_TYPE: Spec<{ keyType?: number; valueType?: TypeProto }> = {
  keyType: one(1, 'int32'),
  valueType: one(2, () => TYPE),
};

const TENSOR_TYPE: Spec<TensorTypeProto> = { elemType: one(1, 'int32'), shape: one(2, () => SHAPE) };

const SHAPE: Spec<TensorShapeProto> = { dim: many(1, () => DIMENSION) };

const DIMENSION: Spec<DimensionProto> = {
  dimValue: one(1, 'int64'),
  dimParam: one(2, 'string'),
  denotation: one(3, 'string'),
};
