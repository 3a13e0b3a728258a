import { type Counts, hourOf, hourStart } from '../../../lib/contract/profile.ts';

/** What was counted of the rows that arrived in one hour. */
export interface HourCounts {
  readonly hour: string;
  readonly counts: Counts;
}

/** Hours since 1970: what windows are computed in. */
export type HourNumber = number;

const HOUR_MS = 3_600_000;
export const WEEK_HOURS = 168;

export function hourNumber(hour: string): HourNumber {
  return hourStart(hour) / HOUR_MS;
}

export function hourName(hour: HourNumber): string {
  return hourOf(hour * HOUR_MS);
}

export function dayOf(hour: HourNumber): number {
  return Math.floor(hour / 24);
}
