import { UserError } from '../../../lib/contract/errors.ts';
import type { ModelOutput } from '../../../lib/model/session.ts';
import type { Task, TrainingRows } from '../../trainers/trainer.ts';
import { CLASS_METRICS } from './class-metrics.ts';
import { VALUE_METRICS } from './value-metrics.ts';

export const GATE_METRICS = ['accuracy', 'balancedAccuracy', 'logLoss', 'rmse', 'mae', 'r2'] as const;
export type GateMetric = (typeof GATE_METRICS)[number];

/** A metric as sums over rows, so that a resample costs additions alone. */
export interface Metric {
  readonly higherIsBetter: boolean;
  /** Whether a margin is a share of the champion's figure, where the unit is the target's own. */
  readonly relativeMargin: boolean;
  /** What a model's answers add to the sums; NaN where an answer is none. */
  columns(truth: TrainingRows, answers: ModelOutput): readonly Float64Array[];
  /** What the truth alone adds. */
  truthColumns(truth: TrainingRows): readonly Float64Array[];
  /** @param own the sums of `columns` @param truth the sums of `truthColumns` */
  value(own: readonly number[], truth: readonly number[], rows: number): number;
  /** Rows that a bootstrap draws among themselves; undefined: all together. */
  strata(truth: TrainingRows): readonly Int32Array[] | undefined;
  /** What the best answer that never looks at a record reaches, and which that is, in words. */
  constant(truth: TrainingRows): { readonly value: number; readonly words: string };
}

const METRICS: Readonly<Record<GateMetric, Metric & { readonly task: Task }>> = {
  ...CLASS_METRICS,
  ...VALUE_METRICS,
};

export function defaultMetric(task: Task): GateMetric {
  return task === 'classification' ? 'accuracy' : 'rmse';
}

/** @throws UserError for a metric of the other task */
export function metricOf(name: GateMetric, task: Task): Metric {
  const metric = METRICS[name];
  if (metric.task === task) return metric;
  const fitting = GATE_METRICS.filter((other) => METRICS[other].task === task).join(', ');
  throw new UserError(`the metric ${name} does not judge a ${task}; choose one of ${fitting}`);
}

/** The metric of one model's answers to all rows. */
export function metricValue(metric: Metric, truth: TrainingRows, answers: ModelOutput): number {
  const own = metric.columns(truth, answers).map(sum);
  return metric.value(own, metric.truthColumns(truth).map(sum), truth.count);
}

function sum(column: Float64Array): number {
  return column.reduce((total, value) => total + value, 0);
}
