import type { Runtime } from '../contract/manifest.ts';
import type { Signature } from '../contract/signature.ts';

/** A loaded model. Its adapter is lib/model/adapters/onnx-session.ts. */
export interface ModelSession {
  /**
   * Answers rows in one batch (in chunks where the runtime says so).
   * @param rows row-major float32 [n, d]; longer arrays are allowed, the first n·d values count
   * @throws ModelRunError when the graph fails on them
   */
  run(rows: Float32Array, n: number): Promise<ModelOutput>;
  /** Frees the native memory. The session is of no use afterwards. */
  release(): Promise<void>;
}

/** The answers to n rows, in their order. */
export type ModelOutput = ClassificationOutput | RegressionOutput;

export interface ClassificationOutput {
  readonly task: 'classification';
  /** The position of each row's label in signature.classes; -1 for a label that is none of them. */
  readonly labels: Int32Array;
  /** Row-major float32 [n, classes], or undefined where the graph has no probabilities. */
  readonly probabilities: Float32Array | undefined;
}

export interface RegressionOutput {
  readonly task: 'regression';
  readonly values: Float32Array;
}

/** How to open a model: what its manifest says, and how many threads this process gives it. */
export interface SessionOptions {
  readonly signature: Signature;
  readonly runtime: Runtime;
  /** Threads within an operator, 1 to the number of processors. */
  readonly threads: number;
}

export type OpenSession = (model: Uint8Array, options: SessionOptions) => Promise<ModelSession>;

/** The graph failed on a batch: a bad row, or a bad model. */
export class ModelRunError extends Error {
  override readonly name = 'ModelRunError';
}

/** The runtime cannot load the model: a damaged file, an operator or version it does not know. */
export class ModelLoadError extends Error {
  override readonly name = 'ModelLoadError';
}
