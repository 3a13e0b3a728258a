import { expect, test } from 'vitest';
import {
  binsOf,
  HISTORY_MAX_BINS,
  newestThatFit,
} from '../../../../monitoring/drift/windows/history-limit.ts';
import type { MergedDay } from '../../../../monitoring/drift/windows/merged-day.ts';

/** A day with so many bins, which nobody reads. */
function dayOf(day: string, bins: number): MergedDay {
  return { day, hours: [{ counts: { features: [{ bins: new Array(bins) }] } }] } as unknown as MergedDay;
}

const DAYS = [
  dayOf('2026-11-21', HISTORY_MAX_BINS / 10),
  dayOf('2026-11-20', HISTORY_MAX_BINS / 2),
  dayOf('2026-11-19', HISTORY_MAX_BINS / 2),
  dayOf('2026-11-18', HISTORY_MAX_BINS / 2),
];

test('the newest days fill the memory, in whichever order they were read', () => {
  const newest = ['2026-11-21', '2026-11-20', '2026-11-19'];
  expect(newestThatFit(DAYS).map(({ day }) => day)).toEqual(newest);
  expect(newestThatFit(DAYS.toReversed()).map(({ day }) => day)).toEqual(newest);
});

test('days that fit are all there', () => {
  expect(newestThatFit(DAYS.slice(0, 2))).toHaveLength(2);
  expect(binsOf(DAYS[0]!)).toBe(HISTORY_MAX_BINS / 10);
  expect(newestThatFit([])).toEqual([]);
});
