import { UserError } from '../../../lib/contract/errors.ts';
import { type ClassWeight, classWeights } from '../class-weights.ts';
import { eachPair } from '../coupling.ts';
import { applyScaler } from '../scaler.ts';
import { type ClassifiedRows, type FittedModel, takeRows } from '../trainer.ts';
import { exportSvm, SVM_CHUNK_ROWS } from './export.ts';
import { type LibsvmProbe, type LibsvmProblem, runLibsvm } from './libsvm.ts';
import { buildModel, type SvmModel } from './model.ts';
import { predictSvm } from './predict.ts';
import { PROBES, spread } from './probes.ts';
import { fitScaler } from './scaler.ts';

/** One against one: the coupling of a prediction grows with the fourth power of the classes. */
export const SVM_MAX_CLASSES = 32;

/** libsvm couples iteratively and stops within 0.005 of the exact answer (svm.cpp, multiclass_probability). */
const COUPLING_TOLERANCE = 0.01;

/** What a C-SVC is fitted with. */
export interface ClassifierParameters {
  readonly C: number;
  readonly gamma: number;
  /** 'balanced': every class counts the same, in the price of its rows and in the probabilities. */
  readonly classWeight: ClassWeight;
}

/** A C-SVC with Platt's probabilities. */
export async function fitClassifier(
  rows: ClassifiedRows,
  parameters: ClassifierParameters,
  signal: AbortSignal | undefined,
): Promise<FittedModel> {
  checkClasses(rows.classes);
  const sorted = sortByLabel(rows);
  const scaler = fitScaler(sorted, parameters.gamma);
  const weights = classWeights(sorted, parameters.classWeight);
  const problem: LibsvmProblem = {
    values: applyScaler(scaler, sorted),
    width: rows.width,
    labels: sorted.labels,
    cost: parameters.C,
    // The scaler has √(2γ) in it: see scaler.ts.
    gamma: 0.5,
    probes: spread(sorted.count, PROBES),
    ...(parameters.classWeight === 'balanced' ? { classWeights: weights } : {}),
  };
  const answer = await runLibsvm(problem, signal);
  const asRead = buildModel(scaler, problem, answer, rows.classes);
  checkProbes(asRead, sorted, answer.probes);
  const model = weighted(asRead, weights);
  return {
    predict: (features) => predictSvm(model, features),
    exportOnnx: (classes) => exportSvm(model, classes),
    chunkRows: SVM_CHUNK_ROWS,
    hyperparameters: { ...parameters },
    facts: { supportVectors: answer.indices.length, distinctSupportVectors: model.count },
  };
}

function checkClasses(classes: number): void {
  if (classes > SVM_MAX_CLASSES) {
    throw new UserError(
      `the target has ${classes} classes; the SVM takes ${SVM_MAX_CLASSES} at most. Merge some`,
    );
  }
}

/** libsvm numbers classes in the order of their appearance, so class 0 must come first. */
function sortByLabel(rows: ClassifiedRows): ClassifiedRows {
  const order = Int32Array.from(rows.labels.keys()).sort(
    (a, b) => rows.labels[a]! - rows.labels[b]! || a - b,
  );
  return { ...takeRows(rows, order), labels: order.map((row) => rows.labels[row]!), classes: rows.classes };
}

/**
 * libsvm's weights move the decisions, but Platt's probabilities, fitted to the rows as frequent as they are, take
 * that back. So the odds of a pair are multiplied by the ratio of its weights too: balanced probabilities are those
 * for classes that are equally frequent (Saerens et al., Neural Computation 14(1), 2002).
 */
function weighted(model: SvmModel, weights: Float64Array): SvmModel {
  const probB = model.probB.slice();
  eachPair(model.classes, (i, j, pair) => {
    probB[pair]! -= Math.log(weights[i]! / weights[j]!);
  });
  return { ...model, probB };
}

/** libsvm's own answers prove that its memory was read right and that the coupling is its coupling. */
function checkProbes(model: SvmModel, rows: ClassifiedRows, probes: readonly LibsvmProbe[]): void {
  const picked = takeRows(
    rows,
    Int32Array.from(probes, ({ row }) => row),
  );
  const { probabilities } = predictSvm(model, picked);
  for (const [index, probe] of probes.entries()) {
    const own = probabilities.subarray(index * model.classes, (index + 1) * model.classes);
    const difference = largestDifference(own, probe.probabilities);
    if (!(difference <= COUPLING_TOLERANCE)) {
      throw new Error(
        `the SVM as read from libsvm gives probabilities that differ by ${difference} from libsvm's`,
      );
    }
  }
}

function largestDifference(a: ArrayLike<number>, b: readonly number[]): number {
  return b.reduce((most, value, index) => Math.max(most, Math.abs(value - a[index]!)), 0);
}
