import type { Bins, FeatureCounts, Layout, ReferenceProfile } from '../../../lib/contract/profile.ts';
import type { Signature } from '../../../lib/contract/signature.ts';

/**
 * A version goes on with its champion's layout where it can: counts of one layout compare across versions, so weeks of
 * history stay of use when a model is trained every day, and a drift of a little each day adds up in sight.
 */

/** The version whose place another one is to take. */
export interface Forerunner {
  readonly signature: Signature;
  readonly profile: ReferenceProfile;
}

/** Rows of the new reference that may lie outside the old range: more, and the outer bins say too little. */
const OUT_OF_RANGE_MAX = 0.05;

/** A bin that holds more than a tenth of all rows, and five times what it was made to hold, hides what moves in it. */
const BIN_SHARE_MAX = 0.1;
const BIN_GROWTH_MAX = 5;

/** A layout of so many times fewer bins than the rows now ask for is too coarse: a flag that became a quantity. */
const COARSENING_MAX = 4;

/** Sums of units so many times larger than the rows now ask for are too coarse: the deviation shrank as much. */
const UNIT_GROWTH_MAX = 16;

/** Whether the counts of two versions mean the same: features, categories' codes and classes, in their order. */
export function countsAlike(own: Signature, other: Signature): boolean {
  const meaning = ({ task, features, classes }: Signature): string =>
    JSON.stringify([
      task,
      classes,
      features.map((feature) => [feature.name, feature.type === 'category' ? feature.values : null]),
    ]);
  return meaning(own) === meaning(other);
}

/** Whether a layout has the same places as another: every feature's type, and what is counted of predictions. */
export function sameShape(own: Layout, other: Layout): boolean {
  const shape = ({ features, prediction }: Layout): string =>
    JSON.stringify([
      features.map(({ name, type }) => [name, type]),
      prediction.task === 'classification' ? prediction : 'value',
    ]);
  return shape(own) === shape(other);
}

/** One feature in the old layout: what was counted of the old reference and of the new one, and its own layout. */
export interface Fitting {
  readonly bins: Bins;
  readonly before: FeatureCounts;
  readonly now: FeatureCounts;
  readonly fresh: Bins;
}

/** Whether bins still divide a feature well. A feature without any value now says nothing against them. */
export function stillFits({ bins, before, now, fresh }: Fitting): boolean {
  const rows = sum(now.bins);
  if (rows === 0) return true;
  if ((now.below + now.above) / rows > OUT_OF_RANGE_MAX) return false;
  if (isCrowded(before.bins, now.bins)) return false;
  if (bins.type === 'category' || fresh.type === 'category') return true;
  const coarse = fresh.edges.length + 1 > COARSENING_MAX * (bins.edges.length + 1);
  return !coarse && bins.unit <= UNIT_GROWTH_MAX * fresh.unit;
}

function isCrowded(before: readonly number[], now: readonly number[]): boolean {
  const [rowsBefore, rows] = [sum(before), sum(now)];
  return now.some((count, bin) => {
    const usual = rowsBefore === 0 ? 0 : before[bin]! / rowsBefore;
    return count / rows > Math.max(BIN_SHARE_MAX, BIN_GROWTH_MAX * usual);
  });
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
