/** How one class fares. NaN where it cannot be told: no such rows, or none called so. */
export interface ClassMetrics {
  /** Of the rows that are called so, the share that is. */
  readonly precision: number;
  /** Of the rows that are, the share that is called so. */
  readonly recall: number;
  /** The harmonic mean of the two: 2·hits ÷ (rows that are + rows called so). */
  readonly f1: number;
  /** Rows of the class. */
  readonly support: number;
}

/** @param matrix rows: true class, columns: predicted class */
export function classMetrics(matrix: readonly (readonly number[])[]): ClassMetrics[] {
  return matrix.map((row, label) => {
    const hits = row[label]!;
    const support = row.reduce((sum, count) => sum + count, 0);
    const called = matrix.reduce((sum, each) => sum + each[label]!, 0);
    return { precision: hits / called, recall: hits / support, f1: (2 * hits) / (support + called), support };
  });
}

/** Counts of rows by true and predicted class; a row whose label is none of them counts in no column. */
export function confusionMatrix(truth: Int32Array, predicted: Int32Array, classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  truth.forEach((label, row) => {
    const called = predicted[row]!;
    if (called >= 0 && called < classes) matrix[label]![called]!++;
  });
  return matrix;
}

/** A class that was taken for another. */
export interface Confusion {
  readonly actual: number;
  readonly called: number;
  readonly count: number;
}

/** The confusions that happened, the most frequent first. */
export function confusions(matrix: readonly (readonly number[])[]): Confusion[] {
  return matrix
    .flatMap((row, actual) => row.map((count, called) => ({ actual, called, count })))
    .filter(({ actual, called, count }) => actual !== called && count > 0)
    .sort((a, b) => b.count - a.count);
}
