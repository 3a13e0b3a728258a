import { KOLMOGOROV_MEDIAN } from '../statistics/kolmogorov-distribution.ts';
import type { Measure, TestName } from './measures.ts';

/**
 * By how much windows of one source vary more than independent rows would: rows of one customer come together, and
 * hours have a life of their own. Estimated from pairs of the same hour in neighbouring weeks, which share the daily
 * and the weekly cycle.
 *
 * Each pair gives a squared statistic; over what its median is for independent rows, the median of all pairs is the
 * *design effect*. A median, because a change that began lately is in some of the pairs, and must not hide itself.
 * How well the median is known is measured by leaving out one day at a time (the delete-a-group jackknife: Kott 2001),
 * in degrees of freedom of a variance: Var(ln s²) = 2/d. The median of independent pairs would have .37 of their number
 * (the efficiency of the median absolute deviation).
 */
export interface NullWidth {
  /** Design effect; 1 for independent rows, and never below after moderation. */
  readonly effect: number;
  /** Degrees of freedom of its estimate. */
  readonly degrees: number;
}

/** Independent rows, for sure. */
export const NO_WIDTH: NullWidth = { effect: 1, degrees: Number.POSITIVE_INFINITY };

/** One pair of windows of a feature. */
export interface PairMeasure {
  readonly group: number;
  readonly measure: Measure;
}

const MEDIAN_EFFICIENCY = 0.37;
const LEAST_DEGREES = 2;
const LEAST_EFFECT = 0.5;

/**
 * Not below a half: ties make Kolmogorov–Smirnov's statistic smaller than its distribution has it, which is no reason
 * to draw the others down.
 * @returns null where nothing can be learned: no pairs, or pairs that are all alike because the feature is constant
 */
export function widthOf(pairs: readonly PairMeasure[], disjoint: number): NullWidth | null {
  const usable = pairs.filter(({ measure }) => measure.degrees > 0);
  if (usable.length === 0) return null;
  const ratios = usable.map(({ measure }) => measure.squared / medianOf(measure.test, measure.degrees));
  const groups = [...new Set(usable.map(({ group }) => group))];
  if (median(ratios) === 0) return null;
  const effect = Math.max(LEAST_EFFECT, median(ratios));
  const most = Math.max(LEAST_DEGREES, MEDIAN_EFFICIENCY * Math.min(disjoint, usable.length));
  if (groups.length < 2) return { effect, degrees: LEAST_DEGREES };
  const without = groups.map((group) =>
    Math.log(Math.max(LEAST_EFFECT, median(ratios.filter((_, index) => usable[index]!.group !== group)))),
  );
  const mean = without.reduce((sum, value) => sum + value, 0) / without.length;
  const spread = without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const variance = (spread * (groups.length - 1)) / groups.length;
  return { effect, degrees: Math.min(most, Math.max(LEAST_DEGREES, variance > 0 ? 2 / variance : most)) };
}

/** Of the squared statistic, for independent rows. */
function medianOf(test: TestName, degrees: number): number {
  if (test === 'kolmogorovSmirnov') return 4 * KOLMOGOROV_MEDIAN ** 2;
  if (degrees === 1) return 0.4549364;
  // Wilson and Hilferty (1931): the cube root of a chi-square variable is nearly normal.
  return degrees * (1 - 2 / (9 * degrees)) ** 3;
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
