import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelOutput } from '../../../../lib/model/session.ts';
import { compareValues } from '../../../../training/evaluate/value-agreement.ts';
import { type GateMetric, metricOf, metricValue } from '../../../../training/gate/metrics/metric.ts';
import { pairedRows } from '../../../../training/gate/metrics/paired-rows.ts';
import type { TrainingRows } from '../../../../training/trainers/trainer.ts';

const rows = (count: number) => ({ values: new Float32Array(count), count, width: 1 });
const truth = { ...rows(6), labels: Int32Array.of(0, 0, 0, 0, 1, 2), classes: 3 };
const probabilities = Float32Array.of(
  0.7,
  0.2,
  0.1,
  0.6,
  0.3,
  0.1,
  0.2,
  0.5,
  0.3,
  0.8,
  0.1,
  0.1,
  0.1,
  0.8,
  0.1,
  0.5,
  0.4,
  0.1,
);
const answers: ModelOutput = {
  task: 'classification',
  labels: Int32Array.of(0, 0, 1, 0, 1, 0),
  probabilities,
};

const targets = { ...rows(4), targets: Float64Array.of(1, 2, 4, 5) };
const values: ModelOutput = { task: 'regression', values: Float32Array.of(1.5, 2, 3, 5.5) };

describe('metrics', () => {
  /** sklearn.metrics 1.9.1: accuracy_score, balanced_accuracy_score, log_loss, root_mean_squared_error, mean_absolute_error, r2_score. */
  it.each([
    ['accuracy', truth, answers, 4 / 6],
    ['balancedAccuracy', truth, answers, (0.75 + 1 + 0) / 3],
    [
      'logLoss',
      truth,
      answers,
      -(Math.log(0.7) + Math.log(0.6) + Math.log(0.2) + 2 * Math.log(0.8) + Math.log(0.1)) / 6,
    ],
    ['rmse', targets, values, Math.sqrt(1.5 / 4)],
    ['mae', targets, values, 2 / 4],
    ['r2', targets, values, 1 - 1.5 / 10],
  ] as const)('%s is what its definition gives', (name, given: TrainingRows, output, value) => {
    const metric = metricOf(name, output.task);
    expect(metricValue(metric, given, output)).toBeCloseTo(value, 6);
  });

  it.each([
    ['accuracy', truth, 4 / 6],
    ['balancedAccuracy', truth, 1 / 3],
    ['logLoss', truth, -(4 * Math.log(4 / 6) + 2 * Math.log(1 / 6)) / 6],
    ['rmse', targets, Math.sqrt(10 / 4)],
    ['mae', targets, 6 / 4],
    ['r2', targets, 0],
  ] as const)('%s knows what the best constant answer reaches', (name, given: TrainingRows, value) => {
    const task = 'labels' in given ? 'classification' : 'regression';
    expect(metricOf(name, task).constant(given).value).toBeCloseTo(value, 12);
  });

  it('refuses a metric of the other task, and names those that fit', () => {
    expect(() => metricOf('rmse', 'classification')).toThrow(
      'the metric rmse does not judge a classification; choose one of accuracy, balancedAccuracy, logLoss',
    );
  });

  it('is not a number for a loss of probabilities that a model does not give', () => {
    const without = { ...answers, probabilities: undefined };
    expect(metricValue(metricOf('logLoss', 'classification'), truth, without)).toBeNaN();
  });
});

describe('pairedRows', () => {
  it('gives the difference of the metrics, above 0 where the first is better, and mirrored when swapped', () => {
    const answer = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 4, maxLength: 4 });
    const metrics = fc.constantFrom<GateMetric>('rmse', 'mae', 'r2');
    fc.assert(
      fc.property(metrics, answer, answer, (name, first, second) => {
        const metric = metricOf(name, 'regression');
        const outputs = [first, second].map(
          (list) => ({ task: 'regression', values: Float32Array.from(list) }) as const,
        );
        const difference = (a: ModelOutput, b: ModelOutput): number => {
          const paired = pairedRows(metric, targets, a, b);
          return paired.difference(
            paired.columns.map((column) => column.reduce((sum, value) => sum + value, 0)),
          );
        };
        const there = difference(outputs[0]!, outputs[1]!);
        const sign = metric.higherIsBetter ? 1 : -1;
        const [a, b] = outputs.map((output) => metricValue(metric, targets, output));
        // Of two zeros, one may be −0.
        expect(there + 0).toBe(sign * (a! - b!) + 0);
        expect(there + difference(outputs[1]!, outputs[0]!) + 0).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});

describe('compareValues', () => {
  it('measures relative above 1 and absolute below, and loses no NaN', () => {
    const largest = (...values: number[]) =>
      compareValues(
        { values: Float64Array.of(1000, 0.5, 3) },
        { task: 'regression', values: Float32Array.from(values) },
      ).largestDifference;
    expect(largest(1000.05, 0.5, 3.003)).toBeCloseTo(0.001, 6);
    expect(largest(1000.05, 0.5, 3)).toBeCloseTo(0.00005, 6);
    expect(largest(1000, 0.5, Number.NaN)).toBe(Infinity);
  });
});
