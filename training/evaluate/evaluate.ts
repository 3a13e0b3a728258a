import type { Interval } from '../../lib/contract/manifest.ts';
import { seededRandom } from '../random.ts';
import { balancedAccuracyInterval, wilsonInterval } from './intervals.ts';

/** How well predicted classes fit the true ones, on rows that the training never saw. */
export interface Evaluation {
  readonly metrics: {
    /** The share of rows whose class is found, with Wilson's interval. */
    readonly accuracy: Interval;
    /** The mean over the classes of the share of their rows that is found, with a bootstrap interval. */
    readonly balancedAccuracy: Interval;
  };
  /** Rows: true class, columns: predicted class. */
  readonly confusionMatrix: number[][];
}

/**
 * @param actual the true class of each row, 0 to classes − 1
 * @param predicted the class that would be published, in the same order
 * @param seed of the bootstrap
 */
export function evaluate(
  actual: Int32Array,
  predicted: Int32Array,
  classes: number,
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
