import type { ModelOutput } from '../../lib/model/session.ts';
import type { FeatureRows, TrainingRows } from '../trainers/trainer.ts';

/** Rows that a model did not learn from, as it gets them. */
export interface UnseenRows {
  readonly rows: FeatureRows;
  /** What is right: positions of classes, of a regression values. Undefined where nobody knows. */
  readonly truth: Int32Array | Float64Array | undefined;
  /** What the model answers to them. */
  readonly answers: ModelOutput;
}

/** The rows with their truth as training has them; with the model's own answers in its place where there is none. */
export function withTruth({ rows, truth, answers }: UnseenRows, classes: number): TrainingRows {
  if (answers.task === 'regression') {
    return { ...rows, targets: Float64Array.from(truth ?? answers.values) };
  }
  return { ...rows, labels: Int32Array.from(truth ?? answers.labels), classes };
}
