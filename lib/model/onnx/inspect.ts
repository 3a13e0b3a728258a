import { reasonOf } from '../../contract/errors.ts';
import {
  MODEL_MAX_BYTES,
  ONNX_MAX_IR_VERSION,
  ONNX_MAX_OPSET,
  ONNX_ML_MAX_OPSET,
} from '../../contract/limits.ts';
import { checkOperators } from './check-operators.ts';
import { classLabelsOf } from './class-labels.ts';
import { decodeModel, TooManyParts } from './decode.ts';
import type { GraphProto, ModelProto, TypeProto, ValueInfoProto } from './messages.ts';
import { DATA_TYPE } from './messages.ts';
import { UnservableModel } from './unservable.ts';

/** What a model takes and gives, and the formats it is written in. */
export interface ModelStructure {
  readonly irVersion: number;
  /** Versions by domain; '' is ai.onnx. */
  readonly opsets: Readonly<Record<string, number>>;
  /** Those that a caller must feed: inputs with an initializer are constants. */
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
  /** What its only ai.onnx.ml classifier calls the classes, in the order of its scores, as text; or undefined. */
  readonly classLabels: readonly string[] | undefined;
}

/** An input or output of the graph. */
export interface ModelValue {
  readonly name: string;
  /** unknown: the file gives no type. */
  readonly kind: 'tensor' | 'sequence' | 'map' | 'sparse' | 'optional' | 'unknown';
  /** Of a tensor: its element type, such as float or int64. */
  readonly type: keyof typeof DATA_TYPE | undefined;
  /** Sizes, names of those that vary, null for unknown ones; undefined where even the rank is unknown. */
  readonly shape: readonly (number | string | null)[] | undefined;
}

/**
 * Reads the structure of an .onnx file without its weights and refuses what must not be served, whatever
 * onnxruntime thinks of it.
 * @throws UnservableModel
 */
export function inspectModel(bytes: Uint8Array): ModelStructure {
  checkSize(bytes.length);
  const model = decode(bytes);
  const { graph } = model;
  if (graph === undefined || (graph.output ?? []).length === 0) {
    throw notOnnx('it has no graph with outputs');
  }
  const irVersion = checkIrVersion(Number(model.irVersion ?? 0));
  const opsets = checkOpsets(model);
  checkOperators(model);
  const outputs = (graph.output ?? []).map(describeValue);
  outputs.forEach(checkOutput);
  return { irVersion, opsets, inputs: inputsOf(graph), outputs, classLabels: classLabelsOf(graph) };
}

function checkSize(bytes: number): void {
  if (bytes <= MODEL_MAX_BYTES) return;
  const [mib, limit] = [bytes, MODEL_MAX_BYTES].map((size) => Math.ceil(size / 1_048_576));
  throw new UnservableModel(
    'too-large',
    `it has ${mib} MiB, at most ${limit} MiB are allowed`,
    'Prune or quantise it, or train a smaller one',
  );
}

function decode(bytes: Uint8Array): ModelProto {
  try {
    return decodeModel(bytes, { payloads: false });
  } catch (cause) {
    if (cause instanceof TooManyParts) throw tooManyParts(cause);
    throw notOnnx(reasonOf(cause), { cause });
  }
}

function tooManyParts(cause: TooManyParts): UnservableModel {
  return new UnservableModel(
    'too-large',
    `${cause.message} (messages and names, weights apart)`,
    'Export a graph with fewer operators and constants: vectorise what was unrolled',
    { cause },
  );
}

function notOnnx(why: string, options?: ErrorOptions): UnservableModel {
  const fix = 'Give the path of a complete .onnx file, exported by skl2onnx, torch.onnx or the like';
  return new UnservableModel(
    'not-onnx',
    `the file is not an ONNX model, or it was cut: ${why}`,
    fix,
    options,
  );
}

function checkIrVersion(version: number): number {
  if (version < 1) throw notOnnx('it states no IR version');
  if (version <= ONNX_MAX_IR_VERSION) return version;
  throw new UnservableModel(
    'ir-version',
    `its IR version is ${version}, onnxruntime here reads up to ${ONNX_MAX_IR_VERSION}`,
    `Export with an older onnx package, or set model.ir_version = 10 before saving`,
  );
}

function checkOpsets(model: ModelProto): Record<string, number> {
  const limits: Readonly<Record<string, number>> = { '': ONNX_MAX_OPSET, 'ai.onnx.ml': ONNX_ML_MAX_OPSET };
  const opsets: Record<string, number> = {};
  for (const { domain, version } of model.opsetImport ?? []) {
    opsets[domain === undefined || domain === 'ai.onnx' ? '' : domain] = Number(version ?? 0);
  }
  if (Object.keys(opsets).length === 0) throw notOnnx('it states no operator set');
  for (const [domain, limit] of Object.entries(limits)) {
    const version = opsets[domain];
    if (version === undefined || (version >= 1 && version <= limit)) continue;
    throw new UnservableModel(
      'opset',
      `it uses version ${version} of ${domain || 'ai.onnx'}, onnxruntime here knows 1 to ${limit}`,
      'Export with target_opset (skl2onnx) or opset_version (torch.onnx) 21, ai.onnx.ml 3',
    );
  }
  return opsets;
}

function inputsOf(graph: GraphProto): ModelValue[] {
  const sparse = (graph.sparseInitializer ?? []).map(({ values }) => values?.name);
  const constants = new Set([...(graph.initializer ?? []).map(({ name }) => name), ...sparse]);
  return (graph.input ?? []).filter(({ name }) => !constants.has(name)).map(describeValue);
}

function checkOutput(output: ModelValue): void {
  if (output.kind === 'tensor' || output.kind === 'unknown') return;
  throw new UnservableModel(
    'output-kind',
    `its output ${output.name} is a ${output.kind}, only tensors can be served`,
    'Export tensors alone; with skl2onnx or onnxmltools pass options={"zipmap": False}',
  );
}

const TYPE_NAMES = new Map(
  Object.entries(DATA_TYPE).map(([name, code]) => [code as number, name as keyof typeof DATA_TYPE]),
);

function describeValue(value: ValueInfoProto): ModelValue {
  const type = value.type ?? {};
  const tensor = type.tensorType;
  return {
    name: value.name ?? '',
    kind: kindOf(type),
    type: TYPE_NAMES.get(tensor?.elemType ?? 0),
    shape: tensor?.shape?.dim?.map(({ dimValue, dimParam }) => {
      if (dimValue !== undefined && dimValue >= 0) return Number(dimValue);
      return dimParam ?? null;
    }),
  };
}

/** What is no tensor goes first: a file that claims to be both is judged by the worse claim. */
function kindOf(type: TypeProto): ModelValue['kind'] {
  if (type.sequenceType) return 'sequence';
  if (type.mapType) return 'map';
  if (type.sparseTensorType) return 'sparse';
  if (type.optionalType) return 'optional';
  return type.tensorType ? 'tensor' : 'unknown';
}
