import { expect, test } from 'vitest';
import type { DriftResult } from '../../../../lib/contract/drift.ts';
import { MAX_FEATURE_METRICS } from '../../../../lib/contract/metrics.ts';
import { emfLine } from '../../../../monitoring/drift/publish/emf.ts';
import {
  dimensionValue,
  ENOUGH_LABELS,
  resultLines,
} from '../../../../monitoring/drift/publish/result-metrics.ts';

const at = new Date('2026-11-21T03:15:00Z');

function resultOf(more: object = {}, features = 2): DriftResult {
  return {
    ...{
      model: 'wine',
      version: 3,
      basis: 'training',
      verdict: 'no-drift',
      alarm: false,
      rows: 700,
      coverage: null,
    },
    window: { id: '2026-11-21T02' },
    drifted: [],
    quality: [],
    dataset: { weighted: 0 },
    prediction: { statistics: { psi: 0.01 } },
    confidence: null,
    accuracy: { reference: 0.9, estimated: { value: 0.8 }, realised: null, sevenDays: null },
    features: Array.from({ length: features }, (_, i) => ({
      ...{ name: `f${i}`, importance: i / features, verdict: 'no-drift' },
      effect: { value: 0.05 },
    })),
    ...more,
  } as unknown as DriftResult;
}

function linesOf(result: DriftResult) {
  return resultLines({ result, stage: 'prod', at, missing: new Map([['f1', 0.25]]) }).map((line) =>
    JSON.parse(line),
  );
}

test('a document has the dimensions of the contract and no other', () => {
  const [model, feature] = linesOf(resultOf());
  const [directive] = model._aws.CloudWatchMetrics;
  expect(model._aws.Timestamp).toBe(at.getTime());
  expect(directive.Dimensions).toEqual([['service', 'stage', 'model']]);
  expect(directive.Metrics).toContainEqual({ Name: 'DriftDetected', Unit: 'None' });
  expect(model).toMatchObject({
    service: 'drift',
    stage: 'prod',
    model: 'wine',
    DriftDetected: 0,
    Accuracy: 0.8,
  });
  expect(feature._aws.CloudWatchMetrics[0].Dimensions).toEqual([['service', 'stage', 'model', 'feature']]);
  expect(feature).toMatchObject({ feature: 'f1', FeatureDrift: 0.05, FeatureMissing: 0.25 });
});

test('accuracy that is estimated from a few rows is shown, and wakes nobody', () => {
  const [few] = linesOf(resultOf({ rows: 99 }));
  expect(few.EstimatedAccuracy).toBe(0.8);
  expect(few).not.toHaveProperty('Accuracy');
  expect(linesOf(resultOf({ rows: 100 }))[0].Accuracy).toBe(0.8);
});

test('what has no value is in no document', () => {
  const [model] = linesOf(resultOf());
  expect(Object.keys(model)).not.toContain('ProfileCoverage');
  expect(Object.keys(model)).not.toContain('ConfidenceDrift');
  expect(
    emfLine({ at, dimensions: {}, definitions: {}, values: { A: null, B: undefined, C: Number.NaN } }),
  ).toBeUndefined();
});

test('a wide model has metrics of its most important features alone', () => {
  const lines = linesOf(resultOf({}, 500));
  expect(lines).toHaveLength(1 + MAX_FEATURE_METRICS);
  expect(lines[1]).toMatchObject({ feature: 'f499' });
});

test('the effect of too few rows is not told', () => {
  const features = [{ name: 'f0', importance: 1, verdict: 'insufficient-data', effect: { value: 0.7 } }];
  const [, feature] = linesOf(resultOf({ features }));
  expect(feature.FeatureDrift).toBeUndefined();
  expect(feature.FeatureDiffers).toBe(0);
});

test.each([
  [ENOUGH_LABELS, 0.6],
  [ENOUGH_LABELS - 1, 0.8],
])('with %i labels of seven days the best accuracy is %d', (rows, accuracy) => {
  const sevenDays = { value: 0.6, rows };
  const estimated = { value: 0.8, low: 0.7, high: 0.9 };
  const [model] = linesOf(resultOf({ accuracy: { reference: null, estimated, realised: null, sevenDays } }));
  expect(model).toMatchObject({ Accuracy: accuracy, RealisedAccuracy7Days: 0.6 });
});

test('names of features become values of a dimension', () => {
  expect(dimensionValue('fixed acidity')).toBe('fixed acidity');
  expect(dimensionValue('säure\n')).toMatch(/^s\?ure\? #[0-9a-f]{6}$/);
  expect(dimensionValue(':x')).toMatch(/^\?x #/);
  expect(dimensionValue('   ')).toMatch(/^#/);
  expect(dimensionValue('x'.repeat(2_000))).toHaveLength(1_024);
});

test('names that are alike but for what a dimension cannot have are metrics of their own', () => {
  const names = ['糖', '酸', '塩', ' ', '  ', ':', '\t', 'x'.repeat(2_000), 'x'.repeat(2_001)];
  expect(new Set(names.map(dimensionValue)).size).toBe(names.length);
});
