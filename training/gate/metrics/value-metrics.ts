import type { ModelOutput, RegressionOutput } from '../../../lib/model/session.ts';
import type { MeasuredRows, TrainingRows } from '../../trainers/trainer.ts';
import { median } from '../statistics/quantiles.ts';
import type { Metric } from './metric.ts';

type ValueMetric = Metric & { readonly task: 'regression' };

const common = {
  task: 'regression',
  higherIsBetter: false,
  relativeMargin: true,
  truthColumns: () => [],
  strata: () => undefined,
} as const;

/** The root of the mean squared error, in the target's unit. */
const rmse: ValueMetric = {
  ...common,
  columns: (truth, answers) => [errors(truth, answers).map((error) => error * error)],
  value: ([squares]: readonly number[], _truth, rows) => Math.sqrt(squares! / rows),
  constant: (truth) => ({
    value: Math.sqrt(sum(centred(truth).map((y) => y * y)) / truth.count),
    words: 'always giving the mean',
  }),
};

/** The mean absolute error, in the target's unit. */
const mae: ValueMetric = {
  ...common,
  columns: (truth, answers) => [errors(truth, answers).map(Math.abs)],
  value: ([distances]: readonly number[], _truth, rows) => distances! / rows,
  constant: (truth) => {
    const { targets } = measured(truth);
    const middle = median([...targets]);
    return {
      value: sum(targets.map((y) => Math.abs(y - middle))) / truth.count,
      words: 'always giving the median',
    };
  },
};

/** The share of the target's variance that is explained; 0 where the drawn targets do not vary. */
const r2: ValueMetric = {
  ...common,
  higherIsBetter: true,
  relativeMargin: false,
  columns: rmse.columns,
  truthColumns: (truth) => {
    const targets = centred(truth);
    return [targets, targets.map((y) => y * y)];
  },
  value: ([squares]: readonly number[], [total, ofSquares]: readonly number[], rows) => {
    const variation = ofSquares! - total! ** 2 / rows;
    return variation > 0 ? 1 - squares! / variation : 0;
  },
  constant: () => ({ value: 0, words: 'always giving the mean' }),
};

export const VALUE_METRICS = { rmse, mae, r2 } as const;

function errors(truth: TrainingRows, answers: ModelOutput): Float64Array {
  const { values } = answers as RegressionOutput;
  return measured(truth).targets.map((target, row) => values[row]! - target);
}

/** The targets around their mean: squares of large ones would swallow their differences. */
function centred(truth: TrainingRows): Float64Array {
  const { targets } = measured(truth);
  const mean = sum(targets) / targets.length;
  return targets.map((target) => target - mean);
}

function measured(truth: TrainingRows): MeasuredRows {
  return truth as MeasuredRows;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
