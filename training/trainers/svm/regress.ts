import { encodeModel, graph, modelProto, valueInfo } from '../../../lib/model/onnx/build.ts';
import { GraphWriter } from '../graph-writer.ts';
import { applyScaler, scaleInGraph } from '../scaler.ts';
import { standardise, type TargetScale, targetScale } from '../target-scale.ts';
import { type FittedModel, GRAPH_TENSORS, type MeasuredRows } from '../trainer.ts';
import { SVM_CHUNK_ROWS } from './export.ts';
import { kernelSumInGraph } from './kernel-graph.ts';
import { type LibsvmAnswer, type LibsvmProblem, runLibsvm } from './libsvm.ts';
import { buildRegression, type KernelSum } from './model.ts';
import { predictKernelSum } from './predict.ts';
import { PROBES, spread } from './probes.ts';
import { fitScaler } from './scaler.ts';

/** What libsvm's own predictions and ours may differ by, in deviations of the target: rounding alone. */
const PROBE_TOLERANCE = 1e-6;

/** What an epsilon-SVR is fitted with. */
export interface RegressionParameters {
  readonly C: number;
  readonly gamma: number;
  /** How far off a prediction may be at no cost, in deviations of the target. */
  readonly epsilon: number;
}

/** An epsilon-SVR on the standardised target. */
export async function fitRegression(
  rows: MeasuredRows,
  parameters: RegressionParameters,
  signal: AbortSignal | undefined,
): Promise<FittedModel> {
  const scale = targetScale(rows.targets);
  const scaler = fitScaler(rows, parameters.gamma);
  const problem: LibsvmProblem = {
    values: applyScaler(scaler, rows),
    width: rows.width,
    labels: standardise(rows.targets, scale),
    cost: parameters.C,
    // The scaler has √(2γ) in it: see scaler.ts.
    gamma: 0.5,
    epsilon: parameters.epsilon,
    probes: spread(rows.count, PROBES),
  };
  const answer = await runLibsvm(problem, signal);
  const model = buildRegression(scaler, problem, answer);
  const predict = (features: Parameters<FittedModel['predict']>[0]) => predictKernelSum(model, features);
  checkProbes(predict(rows), answer);
  return {
    predict: (features) => ({
      values: predict(features).map((value) => scale.deviation * value + scale.mean),
    }),
    exportOnnx: () => exportRegression(model, scale),
    chunkRows: SVM_CHUNK_ROWS,
    hyperparameters: { ...parameters },
    facts: {
      supportVectors: answer.indices.length,
      distinctSupportVectors: Math.min(answer.indices.length, model.count),
    },
  };
}

/** libsvm's own answers prove that its memory was read right. */
function checkProbes(values: Float64Array, { probes }: LibsvmAnswer): void {
  for (const { row, vote } of probes) {
    const difference = Math.abs(values[row]! - vote);
    if (!(difference <= PROBE_TOLERANCE * Math.max(1, Math.abs(vote)))) {
      throw new Error(
        `the SVM as read from libsvm gives a value that differs by ${difference} from libsvm's`,
      );
    }
  }
}

/** The target's mean and deviation go into the weights: no operator is added for them. */
function exportRegression(model: KernelSum, { mean, deviation }: TargetScale): Uint8Array {
  const writer = new GraphWriter();
  const scaled = scaleInGraph(writer, GRAPH_TENSORS.input, model.scaler);
  const weights = model.weights.map((weight) => deviation * weight);
  const bias = model.rho.map((threshold) => mean - deviation * threshold);
  const sum = kernelSumInGraph(writer, scaled, model, weights, bias);
  writer.apply('Reshape', [sum, writer.integers([-1])], {}, GRAPH_TENSORS.value);
  return encodeModel(
    modelProto({
      graph: graph({
        name: 'svm',
        nodes: writer.nodes,
        initializers: writer.initializers,
        inputs: [valueInfo(GRAPH_TENSORS.input, 'float', ['N', model.width])],
        outputs: [valueInfo(GRAPH_TENSORS.value, 'float', ['N'])],
      }),
    }),
  );
}
