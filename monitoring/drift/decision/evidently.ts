import { chiSquare } from '../statistics/chi-square.ts';
import { jensenShannonDistance } from '../statistics/jensen-shannon.ts';
import { kolmogorovSmirnov } from '../statistics/kolmogorov-smirnov.ts';
import type { Sample } from '../statistics/sample.ts';
import { wasserstein } from '../statistics/wasserstein.ts';
import type { Series } from './series.ts';

/** References of at most so many rows are tested for significance, larger ones for distance. */
const SMALL_REFERENCE = 1000;
/** A number of at most so many values is treated as a category. */
const FEW_VALUES = 5;
const SIGNIFICANCE = 0.05;
const DISTANCE = 0.1;
const LEAST_DEVIATION = 0.001;

/**
 * Whether Evidently's default rule calls a column drifted, on the same counts, for comparison alone: one window,
 * fixed thresholds, any number of rows. https://docs.evidentlyai.com/metrics/explainer_drift
 *
 * Up to 1,000 reference rows: Kolmogorov–Smirnov p ≤ .05, or chi-square p ≤ .05 of categories and of numbers of at
 * most five values (its z-test of two is the same test). Above: Wasserstein ÷ max(σ, .001) ≥ .1, or Jensen–Shannon
 * distance ≥ .1.
 */
export function evidentlyDrifts(series: Series, current: Sample): boolean {
  const { reference, bins } = series;
  if (current.rows === 0 || reference.rows === 0) return false;
  const isSmall = reference.rows <= SMALL_REFERENCE;
  if (bins.type === 'category' || hasFewValues(reference)) {
    return isSmall
      ? chiSquare(reference.bins, current.bins).pValue <= SIGNIFICANCE
      : jensenShannonDistance(reference.bins, current.bins) >= DISTANCE;
  }
  if (isSmall) return kolmogorovSmirnov(reference.ordered, current.ordered).pValue <= SIGNIFICANCE;
  return (
    wasserstein(bins.edges, reference, current) / Math.max(series.deviation, LEAST_DEVIATION) >= DISTANCE
  );
}

/** Of up to 100 distinct values each has a bin of its own. */
function hasFewValues({ bins }: Sample): boolean {
  return Array.from(bins).filter((rows) => rows > 0).length <= FEW_VALUES;
}
