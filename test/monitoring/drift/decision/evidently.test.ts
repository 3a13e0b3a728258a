import { expect, test } from 'vitest';
import { evidentlyDrifts } from '../../../../monitoring/drift/decision/evidently.ts';
import { openSeries } from '../../../../monitoring/drift/decision/series.ts';
import { normalFrom } from '../../../bench/drift/normal.ts';
import { countColumns, profileOfColumns } from '../../../support/drift-profiles.ts';
import { randomFrom } from '../../../support/random.ts';

/** Whether Evidently's rule calls a column drifted that had some values and then has others. */
function drifts(values: readonly number[], live: readonly number[], categories?: readonly string[]): boolean {
  const profile = profileOfColumns([{ name: 'column', values, ...(categories && { categories }) }]);
  const series = openSeries({
    bins: profile.layout.features[0]!,
    deviation: profile.moments[0]?.deviation ?? 0,
    reference: profile.counts.features[0]!,
    countsAt: () => countColumns(profile.layout, [live]).features[0],
  });
  return evidentlyDrifts(series, series.at(0)!);
}

const normal = normalFrom(randomFrom(2));
const normals = (rows: number, mean = 0) => Array.from({ length: rows }, () => normal() + mean);
const coin = (rows: number, ones: number) => Array.from({ length: rows }, (_, row) => (row < ones ? 1 : 0));

test('up to 1,000 reference rows a number drifts when it is significant at .05', () => {
  expect(drifts(normals(1000), normals(2000, 0.25))).toBe(true);
  expect(drifts(normals(1000), normals(50))).toBe(false);
});

test('above, when it moved by a tenth of its deviation, however few rows there are', () => {
  expect(drifts(normals(4000), normals(4000, 0.2))).toBe(true);
  expect(drifts(normals(4000), normals(4000))).toBe(false);
  expect(drifts(normals(4000), normals(40))).toBe(true);
});

test('a number of at most five values is treated as a category', () => {
  expect(drifts(coin(900, 450), coin(900, 510))).toBe(true);
  expect(drifts(coin(5000, 2500), coin(5000, 3000))).toBe(false);
  expect(drifts(coin(5000, 2500), coin(5000, 3300))).toBe(true);
});

test('categories go by chi-square, and by the Jensen–Shannon distance when the reference is large', () => {
  const names = ['no', 'yes'];
  expect(drifts(coin(900, 450), coin(900, 510), names)).toBe(true);
  expect(drifts(coin(5000, 2500), coin(5000, 3000), names)).toBe(false);
});
