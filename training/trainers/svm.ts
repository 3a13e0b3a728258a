import { UserError } from '../../lib/contract/errors.ts';
import { applyScaler } from './scaler.ts';
import { exportSvm, SVM_CHUNK_ROWS } from './svm/export.ts';
import { type LibsvmProbe, type LibsvmProblem, runLibsvm } from './svm/libsvm.ts';
import { buildModel, type SvmModel } from './svm/model.ts';
import { predictSvm } from './svm/predict.ts';
import { fitScaler } from './svm/scaler.ts';
import {
  type ClassifiedRows,
  type FittedModel,
  isClassified,
  shapeOf,
  type Trainer,
  takeRows,
} from './trainer.ts';

/** A C-SVC with an RBF kernel on standardised features. */
export type SvmHyperparameters = {
  /** The price of a training row on the wrong side, above 0. */
  readonly C: number;
  /** The kernel exp(−γ‖x − y‖²)'s γ, above 0: the larger, the nearer a row must be to count. */
  readonly gamma: number;
};

/** One against one: the coupling of a prediction grows with the fourth power of the classes. */
export const SVM_MAX_CLASSES = 32;

/** Training rows that libsvm predicts itself, to hold the reading of its model against. */
const PROBES = 50;

/** libsvm couples iteratively and stops within 0.005 of the exact answer (svm.cpp, multiclass_probability). */
const COUPLING_TOLERANCE = 0.01;

/** The RBF support vector machine of libsvm (Chang & Lin, ACM TIST 2(3), 2011). */
export const svmTrainer: Trainer<SvmHyperparameters> = {
  name: 'svm',
  tasks: ['classification'],
  /** libsvm's own: C = 1 and γ = 1/features. */
  defaults: ({ features }) => ({ C: 1, gamma: 1 / features }),
  space: ({ features }) => ({
    C: { kind: 'float', low: 0.1, high: 100, log: true, step: null },
    gamma: { kind: 'float', low: 0.1 / features, high: 300 / features, log: true, step: null },
  }),
  async fit(rows, given, { signal } = {}): Promise<FittedModel> {
    if (!isClassified(rows)) throw new UserError('the SVM fits classes; the target is a measured quantity');
    const hyperparameters = { ...svmTrainer.defaults(shapeOf(rows)), ...given };
    checkHyperparameters(hyperparameters);
    checkClasses(rows.classes);
    const sorted = sortByLabel(rows);
    const scaler = fitScaler(sorted, hyperparameters.gamma);
    const problem: LibsvmProblem = {
      values: applyScaler(scaler, sorted),
      width: rows.width,
      labels: sorted.labels,
      cost: hyperparameters.C,
      // The scaler has √(2γ) in it: see scaler.ts.
      gamma: 0.5,
      probes: spread(sorted.count, PROBES),
    };
    const answer = await runLibsvm(problem, signal);
    const model = buildModel(scaler, problem, answer, rows.classes);
    checkProbes(model, sorted, answer.probes);
    return {
      predict: (features) => predictSvm(model, features),
      exportOnnx: (classes) => exportSvm(model, classes),
      chunkRows: SVM_CHUNK_ROWS,
      hyperparameters,
      facts: { supportVectors: answer.indices.length, distinctSupportVectors: model.count },
    };
  },
};

function checkHyperparameters(hyperparameters: SvmHyperparameters): void {
  for (const [name, value] of Object.entries(hyperparameters)) {
    if (!(value > 0 && Number.isFinite(value))) {
      throw new UserError(`the SVM's ${name} is ${value}; expected a number above 0, such as 1`);
    }
  }
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

/** Up to `wanted` positions, evenly over 0 to count − 1. */
function spread(count: number, wanted: number): Int32Array {
  const taken = Math.min(count, wanted);
  return Int32Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken));
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
