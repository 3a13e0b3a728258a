import type { Interval } from '../../lib/contract/manifest.ts';
import type { Random } from '../random.ts';

/** The 97.5% quantile of the standard normal distribution. */
const Z95 = 1.959963984540054;

/**
 * A share with its 95% score interval (Wilson, "Probable inference, the law of succession, and statistical
 * inference", JASA 22, 1927): unlike the plain normal interval it stays within 0 to 1 and holds for small counts.
 * @param total 1 or more
 */
export function wilsonInterval(hits: number, total: number): Interval {
  const share = hits / total;
  const spread = Z95 ** 2 / total;
  const centre = share + spread / 2;
  const margin = Z95 * Math.sqrt((share * (1 - share)) / total + spread / (4 * total));
  return {
    value: share,
    // At either end the bound is the share itself, which rounding would miss.
    low: hits === 0 ? 0 : (centre - margin) / (1 + spread),
    high: hits === total ? 1 : (centre + margin) / (1 + spread),
  };
}

/** How many rows of a class there are, and how many of them were found. */
export interface Recall {
  readonly rows: number;
  readonly hits: number;
}

/** Resamples of a bootstrap: its bounds then vary by a few percent of their distance to the value. */
export const RESAMPLES = 2000;

/**
 * The mean recall of the classes that have rows, with its 95% percentile bootstrap interval (Efron,
 * "Nonparametric standard errors and confidence intervals", Canadian Journal of Statistics 9, 1981). Rows are
 * drawn anew within each class, as the holdout itself is: a class of one row stays in every resample.
 */
export function balancedAccuracyInterval(recalls: readonly Recall[], random: Random): Interval {
  const occurring = recalls.filter(({ rows }) => rows > 0);
  const meanRecall = (hitsOf: (recall: Recall) => number): number =>
    occurring.reduce((sum, recall) => sum + hitsOf(recall) / recall.rows, 0) / occurring.length;
  const resampled = Float64Array.from({ length: RESAMPLES }, () =>
    meanRecall((recall) => drawHits(recall, random)),
  ).sort();
  const quantile = (share: number): number => resampled[Math.round(share * (RESAMPLES - 1))]!;
  return { value: meanRecall(({ hits }) => hits), low: quantile(0.025), high: quantile(0.975) };
}

/**
 * A figure of all rows with its 95% percentile bootstrap interval (Efron 1981, as above): rows are drawn with
 * replacement, as many as there are.
 * @param count rows, 1 or more
 * @param figureOf of rows by number
 */
export function bootstrapInterval(
  count: number,
  figureOf: (rows: Int32Array) => number,
  random: Random,
): Interval {
  const all = Int32Array.from({ length: count }, (_, row) => row);
  const drawn = new Int32Array(count);
  const resampled = Float64Array.from({ length: RESAMPLES }, () => {
    for (let i = 0; i < count; i++) drawn[i] = random.below(count);
    return figureOf(drawn);
  }).sort();
  const quantile = (share: number): number => resampled[Math.round(share * (RESAMPLES - 1))]!;
  return { value: figureOf(all), low: quantile(0.025), high: quantile(0.975) };
}

/** The hits among as many rows, drawn from them with replacement. */
function drawHits({ rows, hits }: Recall, random: Random): number {
  let drawn = 0;
  for (let i = 0; i < rows; i++) {
    if (random.below(rows) < hits) drawn++;
  }
  return drawn;
}
