import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedBootstrap } from '../../../../training/gate/statistics/bootstrap.ts';
import { compareLatency } from '../../../../training/gate/statistics/compare-latency.ts';
import { jensenShannonDistance, totalVariation } from '../../../../training/gate/statistics/divergence.ts';
import { mcnemarExact } from '../../../../training/gate/statistics/mcnemar.ts';
import { median, quantile } from '../../../../training/gate/statistics/quantiles.ts';
import { pairedRandomization } from '../../../../training/gate/statistics/randomization.ts';
import { seededRandom } from '../../../../training/random.ts';

/** Figures named "scipy" were computed with scipy 1.17.1 and numpy 2.4.6. */

describe('mcnemarExact', () => {
  /** scipy.stats.binomtest(first, first + second, 0.5).pvalue; 86 and 150: Agresti, Categorical Data Analysis, table 10.1. */
  it.each([
    [86, 150, 3.7159361395713866e-5],
    [4, 0, 0.125],
    [0, 6, 0.03125],
    [12, 5, 0.143463134765625],
    [59, 6, 4.964650327128616e-12],
    [1200, 1300, 0.047681865221043444],
    [10, 10, 1],
    [0, 0, 1],
  ])('of %i against %i rows is what scipy gives', (first, second, p) => {
    expect(mcnemarExact(first, second) / p).toBeCloseTo(1, 9);
  });
});

describe('pairedBootstrap', () => {
  const rows = 300;
  const indices = Array.from({ length: rows }, (_, i) => i);

  /**
   * scipy.stats.bootstrap(…, paired=True, method='percentile', n_resamples=200000): the bounds of 2,000 resamples
   * lie within a few percent of the interval's width.
   */
  it('gives the interval of scipy for a difference of shares', () => {
    const first = Float64Array.from(indices, (i) => ((i * 7) % 10 < 7 ? 1 : 0));
    const second = Float64Array.from(indices, (i) => ((i * 3) % 10 < 6 ? 1 : 0));
    const difference = ([a, b]: readonly number[]): number => (a! - b!) / rows;
    const interval = pairedBootstrap({ rows, columns: [first, second], difference }, seededRandom(1).below);
    expect(interval.value).toBeCloseTo(0.1, 12);
    expect(Math.abs(interval.low - 0.00667)).toBeLessThan(0.01);
    expect(Math.abs(interval.high - 0.19333)).toBeLessThan(0.01);
  });

  it('gives the interval of scipy for a difference of root mean squared errors', () => {
    const first = Float64Array.from(indices, (i) => (Math.cos(i * 1.3) * 0.9) ** 2);
    const second = Float64Array.from(indices, (i) => (Math.cos(i * 0.7 + 1) * 1.1) ** 2);
    const difference = ([a, b]: readonly number[]): number => Math.sqrt(b! / rows) - Math.sqrt(a! / rows);
    const interval = pairedBootstrap({ rows, columns: [first, second], difference }, seededRandom(1).below);
    expect(interval.value).toBeCloseTo(0.7771704874226906 - 0.636704458910139, 12);
    expect(Math.abs(interval.low - 0.10012)).toBeLessThan(0.004);
    expect(Math.abs(interval.high - 0.18048)).toBeLessThan(0.004);
  });

  it('draws strata within themselves', () => {
    const column = Float64Array.from(indices, (i) => (i < 100 ? 1 : 0));
    const strata = [Int32Array.from(indices.slice(0, 100)), Int32Array.from(indices.slice(100))];
    const { low, high } = pairedBootstrap(
      { rows, columns: [column], strata, difference: ([sum]) => sum! },
      seededRandom(1).below,
      50,
    );
    expect([low, high]).toEqual([100, 100]);
  });

  it('mirrors the interval exactly when the models are swapped', () => {
    const losses = fc.array(
      fc.tuple(fc.double({ min: 0, max: 9, noNaN: true }), fc.double({ min: 0, max: 9, noNaN: true })),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(losses, fc.nat(), (pairs, seed) => {
        const columns = [0, 1].map((side) => Float64Array.from(pairs, (pair) => pair[side]!));
        const difference = ([a, b]: readonly number[]): number => Math.sqrt(b!) - Math.sqrt(a!);
        const run = (ordered: readonly Float64Array[]) =>
          pairedBootstrap(
            { rows: pairs.length, columns: ordered, difference },
            seededRandom(seed).below,
            200,
          );
        const [there, back] = [run(columns), run(columns.toReversed())];
        expect([back.low + there.high, back.high + there.low, back.value + there.value]).toEqual([0, 0, 0]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('pairedRandomization', () => {
  const gains = (...wins: readonly number[]) => ({
    rows: wins.length,
    width: 1,
    columns: [Float64Array.from(wins), new Float64Array(wins.length)],
    difference: ([a, b]: readonly number[]): number => a! - b!,
  });
  const below = () => seededRandom(1).below;

  it('is half of exact McNemar where rows are won or lost', () => {
    const wins = Array.from({ length: 17 }, (_, i) => (i < 12 ? 1 : -1));
    expect(pairedRandomization(gains(...wins), below(), 20_000)).toBeCloseTo(mcnemarExact(12, 5) / 2, 2);
    expect(pairedRandomization(gains(1, 1, 1, 1), below(), 20_000)).toBeCloseTo(1 / 16, 2);
  });

  it('weighs how much a row is won by, and finds nothing between equals', () => {
    // Of the 16 signs of 8, 1, 1 and 1 these add up to 9 or more: all plus, and a 1 minus.
    expect(pairedRandomization(gains(8, 1, 1, -1), below(), 20_000)).toBeCloseTo(4 / 16, 2);
    expect(pairedRandomization(gains(0, 0, 0), below())).toBe(1);
  });
});

describe('divergences', () => {
  it('are those of scipy, and 0 of equal distributions', () => {
    const [p, q] = [
      [0.1, 0.2, 0.7],
      [0.3, 0.3, 0.4],
    ];
    expect(jensenShannonDistance(p, q)).toBeCloseTo(0.22784261945058354, 12);
    expect(totalVariation(p, q)).toBeCloseTo(0.3, 12);
    expect([jensenShannonDistance(p, p), totalVariation(p, p)]).toEqual([0, 0]);
    expect(jensenShannonDistance([1, 0], [0, 1])).toBeCloseTo(Math.sqrt(Math.LN2), 12);
  });
});

describe('quantiles', () => {
  it('are values that occur: the nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, i) => 200 - i);
    expect([quantile(values, 0.99), quantile(values, 1), quantile(values, 0), median([3, 1, 2, 4])]).toEqual([
      198, 200, 1, 2,
    ]);
  });
});

describe('compareLatency', () => {
  it('compares the 99th percentiles of the best times', () => {
    const champion = Array.from({ length: 200 }, (_, i) => (i < 190 ? 1 : 2));
    const candidate = champion.map((ms) => ms * 1.5);
    const wall = { candidate, champion };
    expect(compareLatency({ wall, cpu: wall })).toEqual({ candidateMs: 3, championMs: 2, ratio: 1.5 });
    const alone = { candidate, champion: [] };
    expect(compareLatency({ wall: alone, cpu: alone })).toEqual({
      candidateMs: 3,
      championMs: undefined,
      ratio: undefined,
    });
  });

  it('takes the lower of the ratios by the clock and by the processor, where that shows anything', () => {
    const wall = { candidate: [3], champion: [2] };
    expect(compareLatency({ wall, cpu: { candidate: [1], champion: [1] } }).ratio).toBe(1);
    expect(compareLatency({ wall, cpu: { candidate: [0], champion: [0] } }).ratio).toBe(1.5);
  });
});
