import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { LibsvmAnswer, LibsvmProblem } from './libsvm.ts';

/**
 * Runs libsvm once, in a thread of its own: it blocks for seconds, exits its process on unhandled rejections, and
 * shuffles its internal cross-validation with a generator that a fresh instance alone starts from the same state.
 */

/** What libsvm-js (https://github.com/mljs/libsvm) offers of what is used here. */
interface Svm {
  /** The address of the struct svm_model. */
  readonly model: number;
  train(samples: readonly (readonly number[])[], labels: readonly number[]): void;
  getSVIndices(): number[];
  getLabels(): number[];
  predictOne(sample: readonly number[]): number;
  predictOneProbability(sample: readonly number[]): { estimates: { probability: number }[] };
}

interface Libsvm {
  readonly HEAP32: Int32Array;
  readonly HEAPF64: Float64Array;
}

/**
 * Byte offsets of svm_model's fields in libsvm 3.22 (svm.h) on a 32-bit target, behind the 96 bytes of its
 * svm_parameter. The serialised model has rho and the Platt coefficients with 6 digits only; memory has them all.
 */
const OFFSET = {
  classes: 96,
  supportVectors: 100,
  coefficients: 108,
  rho: 112,
  probA: 116,
  probB: 120,
} as const;

function solve(Svm: new (options: object) => Svm, libsvm: Libsvm, problem: LibsvmProblem): LibsvmAnswer {
  const samples = rowsOf(problem.values, problem.width);
  const isClassifier = problem.epsilon === undefined;
  const svm = new Svm({
    ...(isClassifier ? classifierOptions(problem) : { type: '3', epsilon: problem.epsilon }), // epsilon-SVR
    kernel: '2', // RBF
    cost: problem.cost,
    gamma: problem.gamma,
    cacheSize: 200,
    quiet: true,
  });
  svm.train(samples, [...problem.labels]);
  const indices = Int32Array.from(svm.getSVIndices());
  // libsvm counts an SVR as two classes, and has no probabilities of it.
  const classes = isClassifier ? svm.getLabels().length : 2;
  return {
    indices,
    ...readModel(libsvm, svm.model, classes, indices.length, isClassifier),
    probes: [...problem.probes].map((row) => ({
      row,
      vote: svm.predictOne(samples[row]!),
      probabilities: isClassifier ? probabilitiesOf(svm, samples[row]!) : [],
    })),
  };
}

function classifierOptions({ classWeights }: LibsvmProblem): object {
  return {
    type: '0', // C-SVC
    probabilityEstimates: true,
    ...(classWeights === undefined ? {} : { weight: { ...classWeights } }),
  };
}

function probabilitiesOf(svm: Svm, sample: readonly number[]): number[] {
  return svm.predictOneProbability(sample).estimates.map(({ probability }) => probability);
}

function readModel(
  libsvm: Libsvm,
  model: number,
  classes: number,
  supportVectors: number,
  hasProbabilities: boolean,
) {
  const word = (address: number): number => libsvm.HEAP32[address / 4]!;
  const doubles = (address: number, count: number): Float64Array =>
    libsvm.HEAPF64.slice(address / 8, address / 8 + count);
  if (word(model + OFFSET.classes) !== classes || word(model + OFFSET.supportVectors) !== supportVectors) {
    throw new Error('the memory layout of svm_model is not that of libsvm 3.22: was libsvm-js updated?');
  }
  const pairs = (classes * (classes - 1)) / 2;
  const rows = word(model + OFFSET.coefficients);
  const platt = hasProbabilities ? pairs : 0;
  return {
    coefficients: Array.from({ length: classes - 1 }, (_, j) => doubles(word(rows + 4 * j), supportVectors)),
    rho: doubles(word(model + OFFSET.rho), pairs),
    probA: doubles(word(model + OFFSET.probA), platt),
    probB: doubles(word(model + OFFSET.probB), platt),
  };
}

function rowsOf(values: Float32Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) => [
    ...values.subarray(row * width, (row + 1) * width),
  ]);
}

// Emscripten of its day takes the presence of fetch for a browser's and warns when it cannot fetch a file path.
Reflect.deleteProperty(globalThis, 'fetch');
const require = createRequire(import.meta.url);
const Svm = await (require('libsvm-js') as PromiseLike<new (options: object) => Svm>);
const libsvm = require('libsvm-js/out/wasm/libsvm') as Libsvm;
parentPort?.postMessage(solve(Svm, libsvm, workerData as LibsvmProblem));
