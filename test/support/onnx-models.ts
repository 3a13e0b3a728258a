import type { ClassLabel, Signature } from '../../lib/contract/signature.ts';
import { signatureSchema } from '../../lib/contract/signature.ts';
import {
  attr,
  encodeModel,
  floatTensor,
  graph,
  int64Tensor,
  ML_DOMAIN,
  type ModelParts,
  modelProto,
  node,
  valueInfo,
} from '../../lib/model/onnx/build.ts';
import { randomFrom } from './random.ts';
import { treeEnsemble } from './tree-ensemble.ts';

/** A model as somebody else may bring it, with the signature that its owner would write. */
export interface SampleModel {
  readonly bytes: Uint8Array;
  readonly signature: Signature;
  /** The names of its output tensors, as they are in the graph. */
  readonly outputs: readonly string[];
}

/** Features of every sample: a, b, c, … */
export const WIDTH = 4;

export function sampleSignature(classes: readonly ClassLabel[]): Signature {
  return signatureSchema.parse({
    task: classes.length === 0 ? 'regression' : 'classification',
    featuresKey: null,
    predictionKey: 'answer',
    features: Array.from({ length: WIDTH }, (_, i) => ({
      name: String.fromCharCode(97 + i),
      type: 'number',
    })),
    classes,
  });
}

/** Records that the samples answer differently, the same on every run. */
export function sampleRecords(count: number, seed = 7): Record<string, number>[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () =>
    Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, Math.fround(random() * 4 - 2)])),
  );
}

/** The same records as the model's input. */
export function rowsOf(records: readonly Readonly<Record<string, number>>[]): Float32Array {
  return Float32Array.from(records.flatMap(({ a, b, c, d }) => [a!, b!, c!, d!]));
}

export function sampleModel(
  parts: ModelParts,
  classes: readonly ClassLabel[],
  outputs: readonly string[],
): SampleModel {
  return { bytes: encodeModel(modelProto(parts)), signature: sampleSignature(classes), outputs };
}

const LINEAR_CLASSES = [3, 5, 9];

function linearNode() {
  return node(
    'LinearClassifier',
    ['X'],
    ['lbl', 'scores'],
    {
      classlabels_ints: attr.ints(LINEAR_CLASSES),
      coefficients: attr.floats(weights(LINEAR_CLASSES.length * WIDTH, 1)),
      intercepts: attr.floats([0.1, -0.2, 0.05]),
      post_transform: attr.string('SOFTMAX'),
    },
    ML_DOMAIN,
  );
}

/** ai.onnx.ml LinearClassifier with int64 labels, and the probabilities unless they are not wanted. */
export function linearClassifier(options: { readonly probabilities?: boolean } = {}): SampleModel {
  const classes = LINEAR_CLASSES;
  const outputs = options.probabilities === false ? ['lbl'] : ['lbl', 'scores'];
  const parts = graph({
    nodes: [linearNode()],
    inputs: [valueInfo('X', 'float', ['N', WIDTH])],
    outputs: [valueInfo('lbl', 'int64', ['N']), valueInfo('scores', 'float', ['N', classes.length])].slice(
      0,
      outputs.length,
    ),
  });
  return sampleModel({ graph: parts }, classes, outputs);
}

/** Two dense layers, softmax, and no label: the answer is the most probable class. */
export function perceptron(hidden = 8): SampleModel {
  const classes = ['low', 'medium', 'high'];
  const parts = graph({
    nodes: [
      node('Gemm', ['features', 'w1', 'b1'], ['h']),
      node('Relu', ['h'], ['r']),
      node('Gemm', ['r', 'w2', 'b2'], ['z']),
      node('Softmax', ['z'], ['p'], { axis: attr.int(-1) }),
    ],
    inputs: [valueInfo('features', 'float', ['batch', WIDTH])],
    outputs: [valueInfo('p', 'float', ['batch', classes.length])],
    initializers: [
      floatTensor('w1', [WIDTH, hidden], weights(WIDTH * hidden, 2)),
      floatTensor('b1', [hidden], weights(hidden, 3)),
      floatTensor('w2', [hidden, classes.length], weights(hidden * classes.length, 4)),
      floatTensor('b2', [classes.length], weights(classes.length, 5)),
    ],
  });
  return sampleModel({ graph: parts }, classes, ['p']);
}

/** An ensemble of trees with string labels and averaged probabilities. */
export function forestClassifier(
  options: { readonly trees?: number; readonly depth?: number } = {},
): SampleModel {
  const classes = ['red', 'white', 'rosé'];
  const { trees = 5, depth = 3 } = options;
  const forest = node(
    'TreeEnsembleClassifier',
    ['input'],
    ['output_label', 'output_probability'],
    {
      ...treeEnsemble({ trees, depth, width: WIDTH, targets: classes.length, role: 'class' }),
      classlabels_strings: attr.strings(classes),
      post_transform: attr.string('NONE'),
    },
    ML_DOMAIN,
  );
  const parts = graph({
    nodes: [forest],
    inputs: [valueInfo('input', 'float', ['N', WIDTH])],
    outputs: [valueInfo('output_label', 'string', ['N']), valueInfo('output_probability', 'float', ['N', 3])],
  });
  return sampleModel({ graph: parts }, classes, ['output_label', 'output_probability']);
}

/** y = x·w + b with an output [N, 1]. */
export function linearRegressor(): SampleModel {
  const parts = graph({
    nodes: [node('MatMul', ['x', 'w'], ['m']), node('Add', ['m', 'b'], ['price'])],
    inputs: [valueInfo('x', 'float', ['N', WIDTH])],
    outputs: [valueInfo('price', 'float', ['N', 1])],
    initializers: [floatTensor('w', [WIDTH, 1], weights(WIDTH, 6)), floatTensor('b', [1], [100])],
  });
  return sampleModel({ graph: parts }, [], ['price']);
}

/** ai.onnx.ml TreeEnsembleRegressor. */
export function forestRegressor(
  options: { readonly trees?: number; readonly depth?: number } = {},
): SampleModel {
  const { trees = 5, depth = 3 } = options;
  const forest = node(
    'TreeEnsembleRegressor',
    ['input'],
    ['variable'],
    {
      ...treeEnsemble({ trees, depth, width: WIDTH, targets: 1, role: 'target' }),
      n_targets: attr.int(1),
    },
    ML_DOMAIN,
  );
  const parts = graph({
    nodes: [forest],
    inputs: [valueInfo('input', 'float', ['N', WIDTH])],
    outputs: [valueInfo('variable', 'float', ['N', 1])],
  });
  return sampleModel({ graph: parts }, [], ['variable']);
}

/** Weights between -1 and 1, the same on every run. */
export function weights(count: number, seed: number): number[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => random() * 2 - 1);
}

/** linearClassifier after some work that changes nothing: as slow as one likes, whatever the rows. */
export function slowClassifier(sines: number): SampleModel {
  const fast = linearClassifier();
  const width = 1_000_000;
  const chain = Array.from({ length: sines }, (_, i) => node('Sin', [`s${i}`], [`s${i + 1}`]));
  const parts = graph({
    nodes: [
      node('ReduceMax', ['raw'], ['largest'], { keepdims: attr.int(1) }),
      node('Expand', ['largest', 'wide'], ['s0']),
      ...chain,
      node('ReduceMean', [`s${sines}`], ['mean'], { keepdims: attr.int(1) }),
      node('Mul', ['mean', 'zero'], ['nothing']),
      node('Add', ['raw', 'nothing'], ['X']),
      linearNode(),
    ],
    inputs: [valueInfo('raw', 'float', ['N', WIDTH])],
    outputs: [valueInfo('lbl', 'int64', ['N']), valueInfo('scores', 'float', ['N', 3])],
    initializers: [int64Tensor('wide', [2], [1, width]), floatTensor('zero', [1], [0])],
  });
  return { ...fast, bytes: encodeModel(modelProto({ graph: parts })) };
}
