import { type Bins, CODES_MAX } from '../../../lib/contract/profile.ts';
import { type BinCounts, totalOf } from '../statistics/counts.ts';
import type { Comparison } from './comparison.ts';
import type { Series } from './series.ts';

/** What a category must have of the reference's rows, or having been chosen for its rows says more than they do … */
const LEAST_SHARE = 0.005;
const LEAST_ROWS = 20;

/** … or of the window's: so much more than any that may have been left out that chance does not come there. */
const JUMP_SHARE = 0.02;
const JUMP_ROWS = 30;

/**
 * Whether the reference's rows chose which categories have a bin of their own: those that they happened to hold more
 * of. To other rows these always seem to have become rarer and the rest more frequent: of 600 equally frequent ones
 * and 2,000 rows every clean window of 700 differed.
 * @param reference rows by bin
 */
export function isChosen(bins: Bins, reference: BinCounts): boolean {
  return bins.type === 'category' && bins.codes.length >= CODES_MAX && reference[bins.codes.length]! > 0;
}

/** The bins of a window and of what it is compared with: where training chose them, its rare ones with the rest. */
export function comparedBins(
  { bins, reference: training }: Series,
  { current, reference, windows }: Comparison,
): { readonly current: BinCounts; readonly reference: BinCounts } {
  const isTraining = !Number.isFinite(windows);
  if (!isTraining || !isChosen(bins, training.bins))
    return { current: current.bins, reference: reference.bins };
  const least = Math.max(LEAST_ROWS, LEAST_SHARE * training.rows);
  const jump = Math.max(JUMP_ROWS, JUMP_SHARE * current.rows);
  const kept = Array.from({ length: training.bins.length - 1 }, (_, bin) => bin).filter(
    (bin) => training.bins[bin]! >= least || current.bins[bin]! >= jump,
  );
  return { current: withRest(current.bins, kept), reference: withRest(reference.bins, kept) };
}

function withRest(bins: BinCounts, kept: readonly number[]): number[] {
  const own = kept.map((bin) => bins[bin]!);
  return [...own, totalOf(bins) - totalOf(own)];
}
