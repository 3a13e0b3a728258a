import type { MergedDay } from './merged-day.ts';

/**
 * Bins of history in memory at most, with some 60 bytes each: five weeks of 110 features of 100 bins, two weeks of
 * 290. Of wider models the oldest days are left out.
 */
export const HISTORY_MAX_BINS = 10_000_000;

export function binsOf({ hours }: MergedDay): number {
  return hours.flatMap(({ counts }) => counts.features).reduce((sum, { bins }) => sum + bins.length, 0);
}

/**
 * The newest days, up to and including the one that fills the memory: by their dates, not by which was read first, or
 * two runs over the same windows would rest on other days.
 */
export function newestThatFit(days: Iterable<MergedDay>): MergedDay[] {
  const fitting: MergedDay[] = [];
  let bins = 0;
  for (const day of [...days].toSorted((a, b) => (a.day < b.day ? 1 : -1))) {
    if (bins > HISTORY_MAX_BINS) break;
    bins += binsOf(day);
    fitting.push(day);
  }
  return fitting;
}
