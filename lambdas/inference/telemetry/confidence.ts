import type { ModelOutput } from '../../../lib/model/session.ts';

/** CloudWatch takes at most 100 values of a metric in one document. */
export const MAX_CONFIDENCE_VALUES = 100;

/** The probability of each row's label; undefined for models without probabilities. */
export function confidencesOf(output: ModelOutput, rowCount: number): Float32Array | undefined {
  if (output.task !== 'classification' || output.probabilities === undefined) return undefined;
  const { labels, probabilities } = output;
  const width = probabilities.length / rowCount;
  const confidences = new Float32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const label = labels[row]!;
    confidences[row] = label < 0 ? Number.NaN : probabilities[row * width + label]!;
  }
  return confidences;
}

/**
 * Order statistics of a batch: at most 100 values, evenly spaced over the sorted ones, the smallest and the
 * largest among them. Percentiles of the metric are then the batch's, whatever its size.
 *
 * @param values float32; those that are not finite are left out
 */
export function orderStatistics(values: Float32Array): number[] {
  const sorted = finitePart(values.slice().sort());
  if (sorted.length <= MAX_CONFIDENCE_VALUES) return Array.from(sorted, rounded);
  const step = (sorted.length - 1) / (MAX_CONFIDENCE_VALUES - 1);
  return Array.from({ length: MAX_CONFIDENCE_VALUES }, (_, i) => rounded(sorted[Math.round(i * step)]!));
}

/** Of sorted values: negative infinity sorts first, infinity and then NaN last. */
function finitePart(sorted: Float32Array): Float32Array {
  let from = 0;
  let to = sorted.length;
  while (from < to && !Number.isFinite(sorted[from])) from++;
  while (from < to && !Number.isFinite(sorted[to - 1])) to--;
  return sorted.subarray(from, to);
}

/** To five decimals, as predictions are published. */
function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
