import {
  type Bins,
  type Counts,
  type FeatureCounts,
  type Layout,
  type PredictionCounts,
  SUM_LIMIT,
} from '../../../lib/contract/profile.ts';
import { middleInUnits } from '../../../lib/model/profile/bins.ts';

/** Rows of an object at most: 2.4 million a second for an hour. A million such objects add up exactly. */
const OBJECT_MAX_ROWS = 2 ** 33;

/** Sums are compared as doubles. */
const ROUNDING = 1 + 1e-9;

/**
 * Whether counts can be of any rows at all: what damage rarely keeps, and what statistics take for granted. Each row
 * is in one bin of each feature or missing, has one label and one confidence at most, and a bin's sum is of its rows.
 */
export function addsUp({ rows, features, predictions, rejected }: Counts, layout: Layout): boolean {
  const rejections = Object.values(rejected).flatMap((fields) => Object.values(fields));
  return (
    Math.max(rows, predictions.rows, total(rejections)) <= OBJECT_MAX_ROWS &&
    features.every((feature, at) => isOf(rows, feature, layout.features[at])) &&
    arePossible(predictions, layout)
  );
}

function arePossible(
  { rows, labels = [], confidence = [], values }: PredictionCounts,
  layout: Layout,
): boolean {
  if (total(labels) > rows || total(confidence) > rows) return false;
  const { prediction } = layout;
  return values === undefined || (prediction.task === 'regression' && isOf(rows, values, prediction.bins));
}

function isOf(rows: number, { bins, sums, missing, below, above }: FeatureCounts, layout?: Bins): boolean {
  const counted = total(bins);
  if (layout === undefined || counted + missing !== rows || below + above > counted) return false;
  if (layout.type === 'category') return true;
  // By how much a value counts at most, be it cut off.
  const most = (Math.abs(middleInUnits(layout)) + SUM_LIMIT) * ROUNDING;
  return (sums ?? []).every((sum, bin) => Math.abs(Number(sum)) <= (bins[bin] ?? 0) * most);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
