/**
 * Pearson's correlation coefficient, −1 to 1; 0 where a column is constant, since it explains nothing.
 * Two passes: the one-pass sums lose all digits of a column like density, whose spread is 0.3% of its mean.
 */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const meanA = mean(a);
  const meanB = mean(b);
  let covariance = 0;
  let varianceA = 0;
  let varianceB = 0;
  for (let row = 0; row < a.length; row++) {
    const deltaA = a[row]! - meanA;
    const deltaB = b[row]! - meanB;
    covariance += deltaA * deltaB;
    varianceA += deltaA * deltaA;
    varianceB += deltaB * deltaB;
  }
  const scale = Math.sqrt(varianceA) * Math.sqrt(varianceB);
  return scale > 0 ? covariance / scale : 0;
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += values[row]!;
  return sum / values.length;
}

/**
 * The correlation ratio η, 0 to 1: what |r| is for classes that have no order. The share of a column's variance
 * that lies between the classes, as a root.
 * @param labels each row's class, 0 to `classes` − 1
 */
export function correlationRatio(values: ArrayLike<number>, labels: Int32Array, classes: number): number {
  const overall = mean(values);
  const sums = new Float64Array(classes);
  const counts = new Float64Array(classes);
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const delta = values[row]! - overall;
    sums[labels[row]!]! += delta;
    counts[labels[row]!]! += 1;
    total += delta * delta;
  }
  let between = 0;
  for (let label = 0; label < classes; label++) {
    if (counts[label]! > 0) between += sums[label]! ** 2 / counts[label]!;
  }
  return total > 0 ? Math.sqrt(between / total) : 0;
}
