import type { Signature } from '../../lib/contract/signature.ts';
import { evenly } from '../publish/evenly.ts';
import type { FeatureRows } from '../trainers/trainer.ts';
import { quantile } from './statistics/quantiles.ts';

/** How far beyond either end of what the holdout shows, in its ranges: a typing error of one digit. */
const RANGES_BEYOND = 10;

/** Features that are tried alone, evenly chosen: a row each of 4,096 features would take 200 MB. */
const FEATURES_MAX = 256;

/**
 * Rows such as a broken producer sends: the middle of the holdout with one numeric feature after the other, then
 * all of them, at zero and far beyond either end of their range. Categories keep a code that is allowed.
 */
export function outlierRows(signature: Signature, holdout: FeatureRows): FeatureRows {
  const { width } = holdout;
  const columns = Array.from({ length: width }, (_, feature) => extremes(column(holdout, feature)));
  const numeric = columns.flatMap((_, at) => (signature.features[at]!.type === 'number' ? [at] : []));
  const alone = evenly(numeric.length, FEATURES_MAX).map((i) => [numeric[i]!]);
  const rows = [...alone, numeric].flatMap((changed) =>
    (['low', 'zero', 'high'] as const).map((end) =>
      columns.map((values, at) => (changed.includes(at) ? values[end] : values.middle)),
    ),
  );
  return { values: Float32Array.from(rows.flat()), count: rows.length, width };
}

function column({ values, count, width }: FeatureRows, feature: number): number[] {
  return Array.from({ length: count }, (_, row) => values[row * width + feature]!);
}

function extremes(values: readonly number[]) {
  const low = quantile(values, 0);
  const high = quantile(values, 1);
  const beyond = RANGES_BEYOND * (high - low || 1);
  return { low: low - beyond, zero: 0, high: high + beyond, middle: quantile(values, 0.5) };
}
