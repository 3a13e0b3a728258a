/**
 * The messages of an ONNX file, as plain objects: the fields of onnx.proto3 in camel case. Absent fields are
 * undefined. Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */

/** A 64-bit integer: a number where it is exact as one, a bigint beyond 2^53. */
export type Int64 = number | bigint;

/** The domain of the classical operators: TreeEnsembleClassifier, SVMClassifier, ZipMap, … */
export const ML_DOMAIN = 'ai.onnx.ml';

export interface ModelProto {
  readonly irVersion?: Int64;
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly domain?: string;
  readonly modelVersion?: Int64;
  readonly docString?: string;
  readonly graph?: GraphProto;
  readonly opsetImport?: readonly OperatorSetIdProto[];
  readonly metadataProps?: readonly StringStringEntryProto[];
  readonly functions?: readonly FunctionProto[];
}

export interface OperatorSetIdProto {
  /** Empty or absent: ai.onnx. */
  readonly domain?: string;
  readonly version?: Int64;
}

export interface StringStringEntryProto {
  readonly key?: string;
  readonly value?: string;
}

/** An operator that the file itself defines from others. */
export interface FunctionProto {
  readonly name?: string;
  readonly domain?: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly attribute?: readonly string[];
  readonly attributeProto?: readonly AttributeProto[];
  readonly node?: readonly NodeProto[];
  readonly opsetImport?: readonly OperatorSetIdProto[];
  readonly docString?: string;
}

export interface GraphProto {
  readonly node?: readonly NodeProto[];
  readonly name?: string;
  readonly initializer?: readonly TensorProto[];
  readonly sparseInitializer?: readonly SparseTensorProto[];
  readonly docString?: string;
  readonly input?: readonly ValueInfoProto[];
  readonly output?: readonly ValueInfoProto[];
  readonly valueInfo?: readonly ValueInfoProto[];
}

export interface NodeProto {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  /** Empty or absent: ai.onnx. */
  readonly domain?: string;
  readonly attribute?: readonly AttributeProto[];
  readonly docString?: string;
}

/** AttributeProto.AttributeType. */
export const ATTRIBUTE_TYPE = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
  sparseTensor: 11,
  sparseTensors: 12,
  type: 13,
  types: 14,
} as const;

export interface AttributeProto {
  readonly name?: string;
  /** One of ATTRIBUTE_TYPE: which of the fields below holds the value. */
  readonly type?: number;
  readonly f?: number;
  readonly i?: Int64;
  /** UTF-8 text. */
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  readonly g?: GraphProto;
  readonly floats?: ArrayLike<number>;
  readonly ints?: ArrayLike<Int64>;
  readonly strings?: readonly Uint8Array[];
  readonly tensors?: readonly TensorProto[];
  readonly graphs?: readonly GraphProto[];
  readonly docString?: string;
  readonly tp?: TypeProto;
  readonly typeProtos?: readonly TypeProto[];
  /** Within a function: the name of the caller's attribute that holds the value. */
  readonly refAttrName?: string;
  readonly sparseTensor?: SparseTensorProto;
  readonly sparseTensors?: readonly SparseTensorProto[];
}

/** TensorProto.DataType. */
export const DATA_TYPE = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
} as const;

/** TensorProto.DataLocation: the data is in another file. */
export const LOCATION_EXTERNAL = 1;

export interface TensorProto {
  readonly dims?: ArrayLike<Int64>;
  /** One of DATA_TYPE. */
  readonly dataType?: number;
  readonly floatData?: ArrayLike<number>;
  readonly int32Data?: ArrayLike<number>;
  readonly stringData?: readonly Uint8Array[];
  readonly int64Data?: ArrayLike<Int64>;
  readonly name?: string;
  /** Little-endian, row-major elements of any type but string. */
  readonly rawData?: Uint8Array;
  readonly doubleData?: ArrayLike<number>;
  readonly uint64Data?: ArrayLike<Int64>;
  readonly docString?: string;
  readonly externalData?: readonly StringStringEntryProto[];
  readonly dataLocation?: number;
}

export interface SparseTensorProto {
  readonly values?: TensorProto;
  readonly indices?: TensorProto;
  readonly dims?: ArrayLike<Int64>;
}

export interface ValueInfoProto {
  readonly name?: string;
  readonly type?: TypeProto;
  readonly docString?: string;
}

/** The type of a value: one of the fields is there. */
export interface TypeProto {
  readonly tensorType?: TensorTypeProto;
  readonly sequenceType?: { readonly elemType?: TypeProto };
  readonly mapType?: { readonly keyType?: number; readonly valueType?: TypeProto };
  readonly denotation?: string;
  readonly sparseTensorType?: TensorTypeProto;
  readonly optionalType?: { readonly elemType?: TypeProto };
}

export interface TensorTypeProto {
  /** One of DATA_TYPE. */
  readonly elemType?: number;
  /** Absent: of unknown rank. */
  readonly shape?: TensorShapeProto;
}

export interface TensorShapeProto {
  readonly dim?: readonly DimensionProto[];
}

/** A fixed size, a named (symbolic) one, or neither: unknown. */
export interface DimensionProto {
  readonly dimValue?: Int64;
  readonly dimParam?: string;
  readonly denotation?: string;
}
