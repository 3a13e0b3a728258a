import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../training/evaluate/evaluate.ts';
import { wilsonInterval } from '../../../training/evaluate/intervals.ts';
import type { ClassifiedRows } from '../../../training/trainers/trainer.ts';

describe('wilsonInterval', () => {
  // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('gives the published values for %i of %i', (hits, total, low, high) => {
    const interval = wilsonInterval(hits, total);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('holds the value and stays within 0 to 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (total, share) => {
          const { value, low, high } = wilsonInterval(Math.round(share * total), total);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(low).toBeLessThanOrEqual(value);
          expect(high).toBeGreaterThanOrEqual(value);
          expect(high).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

/** Rows of which the true classes alone count. */
function rowsOf(labels: Int32Array, classes: number): ClassifiedRows {
  return { values: new Float32Array(0), count: labels.length, width: 0, labels, classes };
}

function evaluateLabels(actual: Int32Array, predicted: Int32Array, classes: number, seed: number) {
  const { metrics, confusionMatrix } = evaluate(rowsOf(actual, classes), { labels: predicted }, seed);
  return { accuracy: metrics.accuracy!, balancedAccuracy: metrics.balancedAccuracy!, confusionMatrix };
}

describe('evaluate', () => {
  const actual = Int32Array.of(0, 0, 0, 0, 1, 1, 2, 2);
  const predicted = Int32Array.of(0, 0, 0, 1, 1, 2, 2, 2);

  it('counts true classes by predicted ones', () => {
    expect(evaluateLabels(actual, predicted, 3, 1).confusionMatrix).toEqual([
      [3, 1, 0],
      [0, 1, 1],
      [0, 0, 2],
    ]);
  });

  it('gives accuracy over rows and balanced accuracy over classes', () => {
    const { accuracy, balancedAccuracy } = evaluateLabels(actual, predicted, 3, 1);
    expect(accuracy.value).toBe(6 / 8);
    expect(balancedAccuracy.value).toBeCloseTo((3 / 4 + 1 / 2 + 1) / 3, 12);
  });

  it('leaves classes without rows out of the balance', () => {
    const { balancedAccuracy } = evaluateLabels(Int32Array.of(0, 2), Int32Array.of(0, 1), 3, 1);
    expect(balancedAccuracy.value).toBe(0.5);
  });

  it('bounds balanced accuracy by resampling within classes, the same for the same seed', () => {
    const bounds = (seed: number) => evaluateLabels(actual, predicted, 3, seed).balancedAccuracy;
    const { value, low, high } = bounds(3);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
    expect(bounds(3)).toEqual(bounds(3));
    // A class of which every row is found is found in every resample: a third is certain.
    expect(low).toBeGreaterThanOrEqual(1 / 3);
  });

  it('comes near the normal interval for a large class', () => {
    const rows = 10_000;
    const truth = new Int32Array(rows);
    const answers = truth.map((_, row) => (row % 4 === 0 ? 1 : 0));
    const { low, high } = evaluateLabels(truth, answers, 2, 1).balancedAccuracy;
    const margin = 1.96 * Math.sqrt((0.75 * 0.25) / rows);
    expect(low).toBeCloseTo(0.75 - margin, 2);
    expect(high).toBeCloseTo(0.75 + margin, 2);
  });

  it('measures values by their errors, with bounds that hold the figure', () => {
    const targets = Float64Array.from({ length: 200 }, (_, row) => row / 10);
    const values = targets.map((value, row) => value + (row % 2 === 0 ? 0.5 : -0.5));
    const measured = { values: new Float32Array(0), count: 200, width: 0, targets };
    const { metrics, confusionMatrix } = evaluate(measured, { values }, 1);
    expect(confusionMatrix).toBeUndefined();
    expect(metrics.rmse!.value).toBeCloseTo(0.5, 12);
    expect(metrics.mae).toEqual({
      value: expect.closeTo(0.5, 12),
      low: expect.closeTo(0.5),
      high: expect.closeTo(0.5),
    });
    const variance = (200 ** 2 - 1) / 12 / 100;
    expect(metrics.r2!.value).toBeCloseTo(1 - 0.25 / variance, 12);
    expect(metrics.r2!.low).toBeLessThan(metrics.r2!.value);
    expect(metrics.r2!.high).toBeGreaterThan(metrics.r2!.value);
  });
});
