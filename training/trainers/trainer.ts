import type { ClassLabel } from '../../lib/contract/signature.ts';

/**
 * A trainer turns hyperparameters and rows into a fitted model that can be judged and exported. The SVM is one;
 * a search runs any of them, trial by trial.
 */
export interface Trainer<H extends Hyperparameters> {
  /** As manifests show it, such as "svm". */
  readonly name: string;
  /** Where to start without a search. @param features the number of columns */
  defaults(features: number): H;
  /**
   * Fits off the main thread, so that progress and Ctrl-C go on. The same rows and hyperparameters give the same
   * model, bit for bit.
   * @throws UserError for hyperparameters out of range
   */
  fit(rows: TrainingRows, hyperparameters: H, options?: FitOptions): Promise<FittedModel>;
}

/** By name, as a manifest records them. */
export type Hyperparameters = Readonly<Record<string, number>>;

export interface FitOptions {
  /** Ends the fit at once; it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Feature vectors as the served model gets them: float32, row-major [count, width]. */
export interface FeatureRows {
  readonly values: Float32Array;
  readonly count: number;
  readonly width: number;
}

export interface TrainingRows extends FeatureRows {
  /** Each row's class, 0 to classes − 1; every class occurs. */
  readonly labels: Int32Array;
  readonly classes: number;
}

export interface FittedModel {
  /** The trainer's own answers, in float64: what the exported graph must agree with. */
  predict(rows: FeatureRows): Answers;
  /**
   * The model as an ONNX file: `features` float32 [N, width] in; `label` int64 [N] and `probabilities` float32
   * [N, classes] out, the label being that of the highest probability.
   * @param classes in the order of `labels`; integers come out as they are, of names the position
   */
  exportOnnx(classes: readonly ClassLabel[]): Uint8Array;
  /** Rows a run of the graph takes at most, or null for all at once. */
  readonly chunkRows: number | null;
  /** What a person may want to know, such as the number of support vectors. */
  readonly facts: Readonly<Record<string, number>>;
}

/** Answers to rows, in their order. */
export interface Answers {
  /** The class of the highest probability; of equal ones the first. */
  readonly labels: Int32Array;
  /** Row-major [count, classes]. */
  readonly probabilities: Float64Array;
}

/** The names of the exported graph's tensors. */
export const GRAPH_TENSORS = {
  input: 'features',
  label: 'label',
  probabilities: 'probabilities',
} as const;

/** Copies rows by number. */
export function takeRows<T extends FeatureRows>(rows: T, picked: Int32Array): FeatureRows {
  const { width } = rows;
  const values = new Float32Array(picked.length * width);
  picked.forEach((row, at) => {
    values.set(rows.values.subarray(row * width, (row + 1) * width), at * width);
  });
  return { values, count: picked.length, width };
}
