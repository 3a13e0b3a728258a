import { Worker } from 'node:worker_threads';

/** A problem for libsvm with an RBF kernel: a C-SVC with probability estimates, or an epsilon-SVR. */
export interface LibsvmProblem {
  /** Row-major vectors of `width` coordinates; of a C-SVC the rows of class 0 first, then those of class 1, … */
  readonly values: Float32Array;
  readonly width: number;
  /** Each row's class, or its value. */
  readonly labels: Int32Array | Float64Array;
  readonly cost: number;
  readonly gamma: number;
  /** How far off a value may be at no cost. Default: none, a C-SVC. */
  readonly epsilon?: number;
  /** What the cost of each class is multiplied by. Default: 1. */
  readonly classWeights?: Float64Array;
  /** Rows that libsvm itself is to predict, to compare the reading of its model with. */
  readonly probes: Int32Array;
}

/** The fitted model in libsvm's own terms (README of libsvm, "svm_model"), all digits kept. */
export interface LibsvmAnswer {
  /** The row of each support vector, ascending: of a C-SVC those of class 0 first. */
  readonly indices: Int32Array;
  /** classes − 1 arrays, of an SVR one, each with a coefficient per support vector: svm_model.sv_coef. */
  readonly coefficients: readonly Float64Array[];
  /** Per pair of classes, in the order 01, 02, …, 12, …: the decision's threshold. Of an SVR one. */
  readonly rho: Float64Array;
  /** Per pair Platt's A and B; of an SVR none. */
  readonly probA: Float64Array;
  readonly probB: Float64Array;
  readonly probes: readonly LibsvmProbe[];
}

export interface LibsvmProbe {
  readonly row: number;
  /** The class with the most one-against-one votes: what libsvm predicts without probabilities. Or the value. */
  readonly vote: number;
  /** None of a value. */
  readonly probabilities: readonly number[];
}

/**
 * Fits in a worker thread with a libsvm of its own, so that the same problem always gives the same model.
 * @throws the signal's reason when it is aborted
 */
export async function runLibsvm(problem: LibsvmProblem, signal?: AbortSignal): Promise<LibsvmAnswer> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./libsvm-worker.ts', import.meta.url), {
    workerData: problem,
    execArgv: [],
    // What libsvm prints when it gives up must not mix with a command's JSON.
    stdout: true,
  });
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await answerOf(worker);
  } catch (cause) {
    signal?.throwIfAborted();
    throw new Error('libsvm failed to fit the model', { cause });
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

function answerOf(worker: Worker): Promise<LibsvmAnswer> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the worker ended with code ${code} and no answer`)));
  });
}
