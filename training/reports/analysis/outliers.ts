import { quantile } from './spread.ts';

/** How many values of a column lie far from the bulk of it. */
export interface Outliers {
  /** Beyond 1.5 interquartile ranges from the quartiles. */
  readonly outside: number;
  /** Beyond 3. */
  readonly farOut: number;
  /** The value that lies furthest outside, in interquartile ranges from the nearer quartile. */
  readonly furthest: { readonly value: number; readonly ranges: number } | null;
}

/**
 * Tukey's fences (Exploratory Data Analysis, 1977). A column whose quartiles are equal has no bulk to be far from, and
 * no outliers.
 */
export function outliersOf(values: ArrayLike<number>): Outliers {
  const sorted = Float64Array.from(values).sort();
  const [lower, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const range = upper - lower;
  if (!(range > 0)) return { outside: 0, farOut: 0, furthest: null };
  const distance = (value: number): number => Math.max(lower - value, value - upper, 0) / range;
  const ends = [sorted[0]!, sorted.at(-1)!];
  const value = distance(ends[0]!) > distance(ends[1]!) ? ends[0]! : ends[1]!;
  const beyond = (limit: number): number =>
    sorted.reduce((n, each) => n + (distance(each) > limit ? 1 : 0), 0);
  const outside = beyond(1.5);
  return { outside, farOut: beyond(3), furthest: outside === 0 ? null : { value, ranges: distance(value) } };
}
