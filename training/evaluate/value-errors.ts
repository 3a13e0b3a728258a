import { mean } from '../features/correlation.ts';

/** The root of the mean squared error, in the target's unit. */
export function rootMeanSquaredError(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  return Math.sqrt(meanOver(actual.length, (row) => (actual[row]! - predicted[row]!) ** 2));
}

/** The mean absolute error, in the target's unit. */
export function meanAbsoluteError(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  return meanOver(actual.length, (row) => Math.abs(actual[row]! - predicted[row]!));
}

/**
 * The coefficient of determination R²: 1 for perfect answers, 0 for the mean of these rows, below 0 for worse. Of
 * rows that are all alike it is 0.
 */
export function shareExplained(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const centre = mean(actual);
  const total = meanOver(actual.length, (row) => (actual[row]! - centre) ** 2);
  const rest = meanOver(actual.length, (row) => (actual[row]! - predicted[row]!) ** 2);
  return total > 0 ? 1 - rest / total : 0;
}

function meanOver(count: number, errorOf: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < count; row++) sum += errorOf(row);
  return sum / count;
}
