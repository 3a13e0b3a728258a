import type { DriftResult } from '../../lib/contract/drift.ts';
import { medianLag } from './lag.ts';
import { addTallies, type Tally } from './tally.ts';

export type Realised = NonNullable<DriftResult['accuracy']['realised']>;

/** The two-sided 95% quantile of the normal distribution. */
const Z = 1.959964;

/**
 * What the labels say: accuracy with Wilson's interval, or R² of a regression with its error from the spread of the
 * squared errors (delta method, the truth's variance taken as known). Null without labels, and where R² has no
 * meaning because all labels are equal.
 */
export function realised(tallies: readonly Tally[]): Realised | null {
  if (tallies.length === 0) return null;
  const sum = tallies.reduce(addTallies);
  const estimate =
    sum.labelled === 0 ? null : sum.errors === null ? wilson(sum.right, sum.labelled) : rSquared(sum);
  if (estimate === null) return null;
  const coverage = Math.min(1, sum.labelled / Math.max(1, sum.logged));
  return { ...estimate, rows: sum.labelled, coverage, lagSeconds: medianLag(sum.lags) };
}

interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** https://doi.org/10.1080/01621459.1927.10502953 */
function wilson(right: number, rows: number): Estimate {
  const value = right / rows;
  const scale = 1 + (Z * Z) / rows;
  const middle = (value + (Z * Z) / (2 * rows)) / scale;
  const half = (Z / scale) * Math.sqrt((value * (1 - value)) / rows + (Z * Z) / (4 * rows * rows));
  return { value, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

function rSquared({ labelled, errors }: Tally): Estimate | null {
  if (errors === null || errors.deviations <= 0) return null;
  const variance = errors.deviations / labelled;
  const error = errors.squares / labelled;
  const spread = Math.max(0, errors.fourths / labelled - error * error);
  const half = (Z * Math.sqrt(spread / labelled)) / variance;
  const value = 1 - error / variance;
  const estimate = { value, low: value - half, high: value + half };
  return Object.values(estimate).every(Number.isFinite) ? estimate : null;
}
