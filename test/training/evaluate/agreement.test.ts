import { expect, it } from 'vitest';
import type { ClassificationOutput } from '../../../lib/model/session.ts';
import { checkAgreement, ExportDisagrees } from '../../../training/evaluate/agreement.ts';
import type { Answers } from '../../../training/trainers/trainer.ts';

const trainer: Answers = {
  labels: Int32Array.of(0, 1),
  probabilities: Float64Array.of(0.7, 0.3, 0.49998, 0.50002),
};

function exported(labels: number[], probabilities: number[]): ClassificationOutput {
  return {
    task: 'classification',
    labels: Int32Array.from(labels),
    probabilities: Float32Array.from(probabilities),
  };
}

it('measures how far a graph is from its trainer', () => {
  const { rows, largestDifference, labelsDiffering } = checkAgreement(
    trainer,
    exported([0, 1], [0.70005, 0.29995, 0.49998, 0.50002]),
  );
  expect({ rows, labelsDiffering }).toEqual({ rows: 2, labelsDiffering: 0 });
  expect(largestDifference).toBeCloseTo(5e-5, 7);
});

it('lets either of two classes win that are as good as equal', () => {
  expect(checkAgreement(trainer, exported([0, 0], [0.7, 0.3, 0.50001, 0.49999])).labelsDiffering).toBe(0);
});

it.each([
  ['a label that differs', [1, 1], [0.7, 0.3, 0.5, 0.5]],
  ['a probability that differs by more than 1e-4', [0, 1], [0.7002, 0.2998, 0.5, 0.5]],
  ['NaN', [0, 1], [Number.NaN, 0.3, 0.5, 0.5]],
  ['a missing row', [0], [0.7, 0.3]],
])('refuses %s', (_, labels, probabilities) => {
  expect(() => checkAgreement(trainer, exported(labels, probabilities))).toThrow(ExportDisagrees);
});
