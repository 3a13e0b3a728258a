import { type BinCounts, totalOf } from './counts.ts';

/** For each bin its group: 0, 1, … without a gap. */
export type Grouping = readonly number[];

/** Bins for statistics that need few: deciles of the reference. */
export const COARSE_BINS = 10;

/**
 * Neighbouring bins put together so that each group holds about the same share of the reference: at most so many
 * groups. A bin whose middle row lies in the k-th share belongs to group k, so a bin with many ties stays whole.
 */
export function groupEvenly(reference: BinCounts, most: number): Grouping {
  const rows = totalOf(reference);
  const groups: number[] = [];
  if (reference.length <= most || rows === 0) {
    return Array.from({ length: reference.length }, (_, bin) =>
      Math.floor((bin * most) / Math.max(most, reference.length)),
    );
  }
  let [before, last, group] = [0, -1, -1];
  for (let bin = 0; bin < reference.length; bin += 1) {
    const place = Math.min(most - 1, Math.floor(((before + reference[bin]! / 2) / rows) * most));
    if (place > last) group += 1;
    last = Math.max(last, place);
    before += reference[bin]!;
    groups.push(group);
  }
  return groups;
}

function groupCount(grouping: Grouping): number {
  return Math.max(-1, ...grouping) + 1;
}

/** Sums over the bins of each group. */
export function grouped(counts: BinCounts, grouping: Grouping): number[] {
  const sums = new Array<number>(groupCount(grouping)).fill(0);
  for (const [bin, group] of grouping.entries()) sums[group]! += counts[bin]!;
  return sums;
}
