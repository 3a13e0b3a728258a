import type { Interval } from '../../lib/contract/manifest.ts';
import { seededRandom } from '../random.ts';
import type { ClassifiedRows, MeasuredRows, TrainingRows } from '../trainers/trainer.ts';
import { isClassified } from '../trainers/trainer.ts';
import { balancedAccuracyInterval, bootstrapInterval, wilsonInterval } from './intervals.ts';
import { meanAbsoluteError, rootMeanSquaredError, shareExplained } from './value-errors.ts';

/** How well predictions fit the truth, on rows that the training never saw. */
export interface Evaluation {
  /**
   * Of a classification accuracy (the share of rows whose class is found, with Wilson's interval) and balancedAccuracy
   * (the mean over the classes of the share of their rows that is found); of a regression rmse, mae (both in the
   * target's unit) and r2. All but accuracy with bootstrap intervals.
   */
  readonly metrics: Readonly<Record<string, Interval>>;
  /** Of a classification. Rows: true class, columns: predicted class. */
  readonly confusionMatrix?: number[][];
}

/** What a model published for rows: positions of classes, or values. */
export type Published = { readonly labels: Int32Array } | { readonly values: ArrayLike<number> };

/** @param rows with the truth, 1 or more; @param seed of the bootstrap */
export function evaluate(rows: TrainingRows, published: Published, seed: number): Evaluation {
  return isClassified(rows)
    ? evaluateClasses(
        rows,
        'labels' in published ? published.labels : new Int32Array(rows.count).fill(-1),
        seed,
      )
    : evaluateValues(rows, 'values' in published ? published.values : [], seed);
}

function evaluateClasses(
  { labels: actual, classes }: Pick<ClassifiedRows, 'labels' | 'classes'>,
  predicted: Int32Array,
  seed: number,
): Evaluation {
  const confusionMatrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  actual.forEach((label, row) => {
    confusionMatrix[label]![predicted[row]!]!++;
  });
  const recalls = confusionMatrix.map((counts, label) => ({
    rows: counts.reduce((sum, count) => sum + count, 0),
    hits: counts[label]!,
  }));
  const hits = recalls.reduce((sum, recall) => sum + recall.hits, 0);
  return {
    metrics: {
      accuracy: wilsonInterval(hits, actual.length),
      balancedAccuracy: balancedAccuracyInterval(recalls, seededRandom(seed)),
    },
    confusionMatrix,
  };
}

function evaluateValues({ targets }: MeasuredRows, values: ArrayLike<number>, seed: number): Evaluation {
  const interval = (metric: typeof rootMeanSquaredError): Interval =>
    bootstrapInterval(
      targets.length,
      (rows) =>
        metric(
          Float64Array.from(rows, (row) => targets[row]!),
          Float64Array.from(rows, (row) => values[row]!),
        ),
      seededRandom(seed),
    );
  return {
    metrics: {
      rmse: interval(rootMeanSquaredError),
      mae: interval(meanAbsoluteError),
      r2: interval(shareExplained),
    },
  };
}
