import type { ClassLabel } from '../../lib/contract/signature.ts';
import type { Parameters, Subspace } from '../space/distribution.ts';

export type Task = 'classification' | 'regression';

/**
 * A trainer turns hyperparameters and rows into a fitted model that can be judged and exported. A search runs any
 * of them, trial by trial.
 */
export interface Trainer<H extends Hyperparameters = Hyperparameters> {
  /** Its family, as manifests show it, such as "svm". */
  readonly name: string;
  /** What it can learn. */
  readonly tasks: readonly Task[];
  /** Where to start without a search. */
  defaults(shape: DataShape): H;
  /** What a search chooses from: every hyperparameter that is not in it has its default. */
  space(shape: DataShape): Subspace;
  /**
   * Fits off the main thread, so that progress, heartbeats and Ctrl-C go on. The same rows, hyperparameters and seed
   * give the same model, bit for bit, whatever the number of threads.
   * @param hyperparameters what is left out has its default
   * @throws UserError for hyperparameters out of range, or rows it cannot learn from
   */
  fit(rows: TrainingRows, hyperparameters: Partial<H>, options?: FitOptions): Promise<FittedModel>;
}

/** By name, as a manifest records them. */
export type Hyperparameters = Parameters;

/** What defaults and search spaces depend on. */
export interface DataShape {
  readonly task: Task;
  readonly rows: number;
  readonly features: number;
  /** 0 for a regression. */
  readonly classes: number;
}

export interface FitOptions {
  /** Ends the fit at once; it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Of everything that is drawn: any integer. Default: 0. */
  readonly seed?: number | undefined;
  /** Threads it may keep busy. Default: 1. */
  readonly threads?: number | undefined;
  /** Rows to stop early by; without them a fit goes on to its last iteration. */
  readonly validation?: TrainingRows | undefined;
  /**
   * Called after an iteration (epoch, tree) with the loss on the validation rows, or on the training rows without
   * any. When it answers false, the fit stops and the model of the iterations so far is returned.
   */
  readonly onIteration?: ((iteration: number, loss: number) => boolean) | undefined;
}

/** Feature vectors as the served model gets them: float32, row-major [count, width]. */
export interface FeatureRows {
  readonly values: Float32Array;
  readonly count: number;
  readonly width: number;
}

export type TrainingRows = ClassifiedRows | MeasuredRows;

/** Rows to learn classes from. */
export interface ClassifiedRows extends FeatureRows {
  /** Each row's class, 0 to classes − 1. Of training rows every class occurs; validation rows may miss some. */
  readonly labels: Int32Array;
  readonly classes: number;
}

/** Rows to learn a measured quantity from. */
export interface MeasuredRows extends FeatureRows {
  /** Each row's value. */
  readonly targets: Float64Array;
}

export function isClassified(rows: TrainingRows): rows is ClassifiedRows {
  return 'labels' in rows;
}

/** What is known of rows before they are learned from. */
export function shapeOf(rows: TrainingRows): DataShape {
  const { count, width } = rows;
  return isClassified(rows)
    ? { task: 'classification', rows: count, features: width, classes: rows.classes }
    : { task: 'regression', rows: count, features: width, classes: 0 };
}

export interface FittedModel {
  /** The trainer's own answers, in float64: what the exported graph must agree with. */
  predict(rows: FeatureRows): Answers;
  /**
   * The model as an ONNX file: `features` float32 [N, width] in. Of a classification come `label` int64 [N] and
   * `probabilities` float32 [N, classes], the label being that of the highest probability; of a regression `value`
   * float32 [N].
   * @param classes in the order of `labels`; integers come out as they are, of names the position; none for a regression
   */
  exportOnnx(classes: readonly ClassLabel[]): Uint8Array;
  /** Rows a run of the graph takes at most, or null for all at once. */
  readonly chunkRows: number | null;
  /** All hyperparameters to fit with again without validation rows: early stopping has become a number of iterations. */
  readonly hyperparameters: Hyperparameters;
  /** What a person may want to know, such as the number of support vectors. */
  readonly facts: Readonly<Record<string, number>>;
}

export type Answers = ClassAnswers | ValueAnswers;

/** Answers to rows, in their order. */
export interface ClassAnswers {
  /** The class of the highest probability; of equal ones the first. */
  readonly labels: Int32Array;
  /** Row-major [count, classes]. */
  readonly probabilities: Float64Array;
}

export interface ValueAnswers {
  readonly values: Float64Array;
}

/** The names of the exported graph's tensors. */
export const GRAPH_TENSORS = {
  input: 'features',
  label: 'label',
  probabilities: 'probabilities',
  value: 'value',
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
