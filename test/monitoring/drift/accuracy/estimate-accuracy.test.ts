import { describe, expect, it } from 'vitest';
import { estimateAccuracy } from '../../../../monitoring/drift/accuracy/estimate-accuracy.ts';
import { calibrate } from '../../../../training/profile/calibration/calibrate.ts';

const bins = (counts: Record<number, number>) => Array.from({ length: 100 }, (_, bin) => counts[bin] ?? 0);

/** A profile that says so much and no more. */
function profileOf(rows: number[], hits: number[]) {
  const predictions = { rows: 1000, confidence: rows };
  return {
    calibration: calibrate({ rows, hits }, 1),
    counts: { rows: 0, features: [], rejected: {}, predictions },
  };
}

const profile = profileOf(bins({ 40: 400, 80: 600 }), bins({ 40: 100, 80: 540 }));

describe('estimateAccuracy', () => {
  it('is the accuracy that rows of such confidences had, with a band of both errors', () => {
    const alike = estimateAccuracy(bins({ 40: 40, 80: 60 }), profile)!;
    expect(alike.value).toBeCloseTo(0.64, 10);
    const many = estimateAccuracy(bins({ 40: 4_000_000, 80: 6_000_000 }), profile)!;
    // Of many rows the error of the map is left: the root of .4² · .25 · .75 ÷ 400 + .6² · .9 · .1 ÷ 600.
    expect(many.value - many.low).toBeCloseTo(1.96 * Math.sqrt(0.000129), 3);
    // Of a hundred rows that of .4 · .25 · .75 + .6 · .9 · .1 = .129, ÷ 100, comes to it.
    expect(alike.value - alike.low).toBeCloseTo(1.96 * Math.sqrt(0.000129 + 0.00129), 3);
  });

  it('falls when the confidence falls', () => {
    expect(estimateAccuracy(bins({ 40: 900, 80: 100 }), profile)!.value).toBeCloseTo(0.315, 10);
  });

  it('is null without rows, without probabilities and without a calibration', () => {
    expect(estimateAccuracy(bins({}), profile)).toBeNull();
    expect(estimateAccuracy(undefined, profile)).toBeNull();
    expect(estimateAccuracy(bins({ 40: 1 }), { ...profile, calibration: null })).toBeNull();
  });

  it('says nothing sure of confidences that no labelled row had', () => {
    const { low, high } = estimateAccuracy(
      bins({ 99: 1_000_000 }),
      profileOf(bins({ 5: 3 }), bins({ 5: 3 })),
    )!;
    expect([low < 0.7, high]).toEqual([true, 1]);
  });
});
