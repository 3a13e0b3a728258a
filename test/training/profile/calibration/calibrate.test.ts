import { describe, expect, it } from 'vitest';
import { calibrate } from '../../../../training/profile/calibration/calibrate.ts';

const bins = (counts: Record<number, number>) => Array.from({ length: 100 }, (_, bin) => counts[bin] ?? 0);

describe('calibrate', () => {
  it('says how often a confidence is right, and how sure that is', () => {
    const rows = bins({ 40: 400, 80: 600 });
    const map = calibrate({ rows, hits: bins({ 40: 100, 80: 540 }) }, 1)!;
    expect([map.rows, map.accuracy[40], map.accuracy[80]]).toEqual([1000, 0.25, 0.9]);
    // By the formula of two shares: the root of .4² · .25 · .75 ÷ 400 + .6² · .9 · .1 ÷ 600; 200 draws know it to 5%.
    expect(map.error / Math.sqrt(0.000129)).toBeGreaterThan(0.9);
    expect(map.error / Math.sqrt(0.000129)).toBeLessThan(1.1);
    expect(calibrate({ rows, hits: bins({ 40: 100, 80: 540 }) }, 1)).toEqual(map);
  });

  it('is null without any row', () => {
    expect(calibrate({ rows: bins({}), hits: bins({}) }, 1)).toBeNull();
  });
});
