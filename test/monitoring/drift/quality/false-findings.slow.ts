import { describe, expect, it } from 'vitest';
import { hourOf, hourStart } from '../../../../lib/contract/profile.ts';
import { qualityFindings } from '../../../../monitoring/drift/quality/quality-findings.ts';
import { volumeFinding } from '../../../../monitoring/drift/quality/volume.ts';
import { type Random, seededRandom } from '../../../../training/random.ts';
import { countsOf, profileOf, type RowOptions, rowsOf, signature, WINDOW } from './scene.ts';

const WINDOWS = 1_000;

/** In how many of 1,000 clean windows something was found; each with a reference of its own every ten windows. */
function falseFindings(references: number, options: Omit<RowOptions, 'random'>, rejected = 0): number {
  const random = seededRandom(11);
  let found = 0;
  for (let window = 0; window < WINDOWS; window++) {
    if (window % 10 === 0) profile = profileOf(rowsOf({ count: references, random }));
    const bad = { 'missing-feature': { 'wine.alcohol': rejected } };
    const counts = countsOf(profile, rowsOf({ ...options, random }), bad);
    if (qualityFindings({ signature, profile, counts, window: WINDOW }).length > 0) found++;
  }
  return found;
}

let profile: ReturnType<typeof profileOf>;

describe('clean traffic', () => {
  it.each([
    ['few rows', 4_000, { count: 200 }, 0],
    ['a thousand rows', 4_000, { count: 1_000 }, 0],
    ['ten thousand rows', 4_000, { count: 10_000 }, 0],
    ['a small reference, whose range many rows leave', 100, { count: 1_000 }, 0],
    ['a thousand rows, a few of them rejected', 4_000, { count: 1_000 }, 4],
    ['four in five rows like the row before', 4_000, { count: 1_000, clustered: 0.8 }, 0],
  ])('%s: nothing is found in 998 of 1,000 windows', (_, references, options, rejected) => {
    expect(falseFindings(references, options, rejected)).toBeLessThanOrEqual(2);
  });

  it('whose volume goes up and down by the hour, by the day and by chance: 998 of 1,000 windows', () => {
    const random = seededRandom(13);
    const found = Array.from({ length: WINDOWS }, (_, run) => volumeFound(random, 2 + (run % 4)));
    expect(found.filter(Boolean).length).toBeLessThanOrEqual(2);
  });
});

const HOUR_MS = 3_600_000;

/** A cycle of the day, and by chance a third more or less in an hour and as much in a day. */
function volumeFound(random: Random, weeks: number): boolean {
  const days = Array.from({ length: weeks * 7 + 1 }, () => normal(random) / 3);
  const series = Array.from({ length: weeks * 168 + 1 }, (_, hour) => ({
    hour: hourOf(hourStart(WINDOW.from) - (weeks * 168 - hour) * HOUR_MS),
    rows: Math.round(
      500 * Math.exp(Math.sin((hour * Math.PI) / 12) + days[Math.floor(hour / 24)]! + normal(random) / 3),
    ),
  }));
  const { rows } = series.at(-1)!;
  return volumeFinding({ window: WINDOW, rows, arrivals: series.slice(0, -1) }) !== undefined;
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}
