import type { Counts } from '../../../lib/contract/profile.ts';
import { mergeCounts } from '../../../lib/model/profile/merge.ts';
import type { MergedHour } from '../windows/merged-day.ts';
import type { Span } from '../windows/window-groups.ts';

/** An hour's counts, of one layout. */
export interface HourCounts {
  readonly hour: string;
  readonly counts: Counts;
}

/**
 * The hours that a version is judged by. An hour in which it answered is its own rows alone; any other is that of the
 * versions of the same layout, so that history survives retraining.
 * @param hours by hour
 */
export function hoursOfVersion(hours: readonly MergedHour[], version: number, layout: string): HourCounts[] {
  const fitting = hours.filter((hour) => hour.layout === layout);
  return [...Map.groupBy(fitting, ({ hour }) => hour)].map(([hour, merged]) => {
    const own = merged.find((one) => one.version === version);
    return { hour, counts: own?.counts ?? merged.map(({ counts }) => counts).reduce(mergeCounts) };
  });
}

/** What a version itself counted in a span; undefined when nothing. */
export function ownCounts(hours: readonly MergedHour[], version: number, span: Span): Counts | undefined {
  const own = hours.filter((hour) => hour.version === version && isWithin(hour, span));
  return own.length === 0 ? undefined : own.map(({ counts }) => counts).reduce(mergeCounts);
}

/** Records that came in each hour, predicted or rejected, whichever version answered. */
export function arrivalsOf(hours: readonly MergedHour[]): { readonly hour: string; readonly rows: number }[] {
  return [...Map.groupBy(hours, ({ hour }) => hour)].map(([hour, merged]) => ({
    hour,
    rows: merged.reduce((sum, { counts }) => sum + counts.rows + rejectedOf(counts), 0),
  }));
}

export function rejectedOf({ rejected }: Counts): number {
  return Object.values(rejected).reduce(
    (sum, fields) => sum + Object.values(fields).reduce((n, count) => n + count, 0),
    0,
  );
}

export function isWithin({ hour }: { readonly hour: string }, { from, to }: Span): boolean {
  return hour >= from && hour <= to;
}
