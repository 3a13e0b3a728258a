import type { Moments } from '../../lib/contract/profile.ts';

/**
 * Of the values of a column; null without any. In two passes, since the squares of large values would lose a small
 * deviation; a constant's is 0, though its mean may be off by a rounding.
 */
export function momentsOf(values: Float32Array): Moments | null {
  if (values.length === 0) return null;
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  if (min === max) return { mean: min, deviation: 0, min, max };
  const mean = sum / values.length;
  const squares = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length), min, max };
}
