import { expect, test } from 'vitest';
import { compare } from '../../../../lambdas/inference/challenger/compare.ts';
import type { ModelOutput } from '../../../../lib/model/session.ts';

function classified(labels: number[], probabilities: number[]): ModelOutput {
  return {
    task: 'classification',
    labels: Int32Array.from(labels),
    probabilities: Float32Array.from(probabilities),
  };
}

const measured = (...values: number[]): ModelOutput => ({
  task: 'regression',
  values: Float32Array.from(values),
});

test('labels are compared with those of the picked rows', () => {
  const champion = classified([0, 1, 1, 0], [1, 0, 0, 1, 0, 1, 1, 0]);
  const challenger = classified([1, 1], [0.25, 0.75, 0.5, 0.5]);
  expect(compare(champion, Int32Array.of(1, 3), challenger)).toEqual({
    rows: 2,
    agreements: 1,
    failures: 0,
    confidence: 0.625,
  });
});

test('NaN and labels that are no class are failures and agree with nothing', () => {
  const champion = classified([0, 0, 0], [1, 0, 1, 0, 1, 0]);
  const challenger = classified([0, -1, 0], [1, 0, 0.5, 0.5, Number.NaN, Number.NaN]);
  expect(compare(champion, Int32Array.of(0, 1, 2), challenger)).toEqual({
    rows: 1,
    agreements: 1,
    failures: 2,
    confidence: 1,
  });
});

test('values agree within five percent, near zero within 0.05', () => {
  const champion = measured(100, 100, 0.01, 0);
  const challenger = measured(104, 106, 0.05, 0.2);
  expect(compare(champion, Int32Array.of(0, 1, 2, 3), challenger)).toMatchObject({ rows: 4, agreements: 2 });
});
