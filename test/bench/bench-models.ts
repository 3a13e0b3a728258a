import type { ServedModel } from '../../lambdas/inference/evaluate.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import { openOnnxSession } from '../../lib/model/adapters/onnx-session.ts';
import {
  attr,
  encodeModel,
  floatTensor,
  graph,
  ML_DOMAIN,
  modelProto,
  node,
  valueInfo,
} from '../../lib/model/onnx/build.ts';
import { describeRuntime } from '../../lib/model/onnx/describe-runtime.ts';
import type { ModelSession } from '../../lib/model/session.ts';
import type { Experiment } from '../../training/experiment.ts';
import { applyScaler, type Scaler } from '../../training/trainers/scaler.ts';
import { exportSvm, SVM_CHUNK_ROWS } from '../../training/trainers/svm/export.ts';
import { type LibsvmAnswer, type LibsvmProblem, runLibsvm } from '../../training/trainers/svm/libsvm.ts';
import { buildModel, type SvmModel } from '../../training/trainers/svm/model.ts';
import { fitScaler } from '../../training/trainers/svm/scaler.ts';
import { type TrainingRows, takeRows } from '../../training/trainers/trainer.ts';
import { manifestOf } from '../lambdas/inference/served-models.ts';
import { weights } from '../support/onnx-models.ts';
import { treeEnsemble } from '../support/tree-ensemble.ts';

/** Trees of a forest as deep as these have about as many leaves as a class of the wine data has rows. */
const TREES = 100;
const TREE_DEPTH = 10;
const HIDDEN = 64;

/** The kernel width at which a scaler standardises and does nothing else. */
const STANDARD = 0.5;

export interface BenchModels {
  readonly svm: ServedModel;
  readonly forest: ServedModel;
  /** The forest's file. */
  readonly forestFile: Uint8Array;
  readonly mlp: ServedModel;
  /** The same SVM as the native operator of ai.onnx.ml. */
  readonly nativeSvm: ModelSession;
  readonly supportVectors: number;
}

/** The SVM is fitted to the wine data; trees and layers have random weights, which cost the same. */
export async function benchModels({ problem, split, hyperparameters }: Experiment): Promise<BenchModels> {
  const { signature } = problem;
  const classes = signature.classes.length;
  const { target } = problem;
  if (target.task !== 'classification') throw new Error('wine qualities are classes');
  const labels = split.train.map((row) => target.labels[row]!);
  const order = Int32Array.from(labels.keys()).sort((a, b) => labels[a]! - labels[b]! || a - b);
  const taken = takeRows(problem.rows, split.train);
  const rows: TrainingRows = { ...takeRows(taken, order), labels: order.map((row) => labels[row]!), classes };
  const scaler = fitScaler(rows, Number(hyperparameters.gamma));
  const fit: LibsvmProblem = {
    values: applyScaler(scaler, rows),
    width: rows.width,
    labels: rows.labels,
    cost: Number(hyperparameters.C),
    gamma: 0.5,
    probes: new Int32Array(0),
  };
  const answer = await runLibsvm(fit);
  const model = buildModel(scaler, fit, answer, classes);
  const forestFile = forestGraph(signature, fitScaler(rows, STANDARD));
  return {
    svm: await served(exportSvm(model, signature.classes), signature, SVM_CHUNK_ROWS),
    forest: await served(forestFile, signature, null),
    forestFile,
    mlp: await benchPerceptron(signature),
    nativeSvm: (await served(nativeSvmGraph(model, fit, answer, signature), signature, null)).session,
    supportVectors: answer.indices.length,
  };
}

/** Two hidden layers: of all models the one that takes the least time. */
export function benchPerceptron(signature: Signature): Promise<ServedModel> {
  return served(perceptronGraph(signature), signature, null);
}

async function served(
  bytes: Uint8Array,
  signature: Signature,
  chunkRows: number | null,
): Promise<ServedModel> {
  const runtime = { ...describeRuntime(bytes, signature), chunkRows };
  const session = await openOnnxSession(bytes, { signature, runtime, threads: 1 });
  return { manifest: manifestOf(signature, runtime), session, goldenRuns: async () => true };
}

function integerClasses({ classes }: Signature): number[] {
  return classes.map(Number);
}

function tensors({ features, classes }: Signature) {
  return {
    inputs: [valueInfo('x', 'float', ['N', features.length])],
    outputs: [valueInfo('label', 'int64', ['N']), valueInfo('probabilities', 'float', ['N', classes.length])],
  };
}

/** The features are standardised first: the thresholds lie between −1.5 and 1.5, so that rows take all paths. */
function forestGraph(signature: Signature, { mean, scale }: Scaler): Uint8Array {
  const shape = {
    trees: TREES,
    depth: TREE_DEPTH,
    width: signature.features.length,
    targets: signature.classes.length,
    role: 'class',
  } as const;
  const attributes = {
    ...treeEnsemble(shape),
    classlabels_int64s: attr.ints(integerClasses(signature)),
    post_transform: attr.string('NONE'),
  };
  const trees = node('TreeEnsembleClassifier', ['u'], ['label', 'probabilities'], attributes, ML_DOMAIN);
  const nodes = [node('Sub', ['x', 'mean'], ['c']), node('Mul', ['c', 'scale'], ['u']), trees];
  const initializers = scalerTensors(mean, scale);
  return encodeModel(modelProto({ graph: graph({ nodes, initializers, ...tensors(signature) }) }));
}

function perceptronGraph(signature: Signature): Uint8Array {
  const widths = [signature.features.length, HIDDEN, HIDDEN, signature.classes.length];
  const layers = widths.slice(1).map((width, i) => [widths[i]!, width] as const);
  const { inputs, outputs } = tensors(signature);
  const nodes = layers.flatMap((_, i) => {
    const last = i === layers.length - 1;
    const dense = node('Gemm', [i === 0 ? 'x' : `a${i - 1}`, `w${i}`, `b${i}`], [`z${i}`]);
    const activation = last
      ? node('Softmax', [`z${i}`], ['probabilities'], { axis: attr.int(-1) })
      : node('Relu', [`z${i}`], [`a${i}`]);
    return [dense, activation];
  });
  const initializers = layers.flatMap(([from, to], i) => [
    floatTensor(
      `w${i}`,
      [from, to],
      weights(from * to, i).map((weight) => weight / 8),
    ),
    floatTensor(`b${i}`, [to], weights(to, i + 10)),
  ]);
  return encodeModel(
    modelProto({ graph: graph({ nodes, initializers, inputs, outputs: outputs.slice(1) }) }),
  );
}

/** The scaling as Sub, Mul and Clip, then ai.onnx.ml's own operator with libsvm's model as it is. */
function nativeSvmGraph(
  { scaler, width }: SvmModel,
  fit: LibsvmProblem,
  answer: LibsvmAnswer,
  signature: Signature,
): Uint8Array {
  const vectors = [...answer.indices].flatMap((row) => [
    ...fit.values.subarray(row * width, (row + 1) * width),
  ]);
  const perClass = signature.classes.map(
    (_, label) => answer.indices.filter((row) => fit.labels[row] === label).length,
  );
  const svm = node(
    'SVMClassifier',
    ['u'],
    ['label', 'probabilities'],
    {
      classlabels_ints: attr.ints(integerClasses(signature)),
      coefficients: attr.floats(answer.coefficients.flatMap((row) => [...row])),
      kernel_params: attr.floats([fit.gamma, 0, 3]),
      kernel_type: attr.string('RBF'),
      prob_a: attr.floats([...answer.probA]),
      prob_b: attr.floats([...answer.probB]),
      rho: attr.floats([...answer.rho].map((threshold) => -threshold)),
      support_vectors: attr.floats(vectors),
      vectors_per_class: attr.ints(perClass),
    },
    ML_DOMAIN,
  );
  const nodes = [node('Sub', ['x', 'mean'], ['c']), node('Mul', ['c', 'scale'], ['u']), svm];
  const initializers = scalerTensors(scaler.mean, scaler.scale);
  return encodeModel(modelProto({ graph: graph({ nodes, initializers, ...tensors(signature) }) }));
}

function scalerTensors(mean: Float32Array, scale: Float32Array) {
  return [floatTensor('mean', [mean.length], mean), floatTensor('scale', [scale.length], scale)];
}
