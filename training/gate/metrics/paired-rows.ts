import type { ModelOutput } from '../../../lib/model/session.ts';
import type { TrainingRows } from '../../trainers/trainer.ts';
import type { PairedRows } from '../statistics/bootstrap.ts';
import type { Metric } from './metric.ts';

export interface PairedColumns extends PairedRows {
  /** So many columns are the candidate's, and the next so many the champion's. */
  readonly width: number;
}

/** Both models' answers as a bootstrap draws them: the difference is above 0 where the candidate is better. */
export function pairedRows(
  metric: Metric,
  truth: TrainingRows,
  candidate: ModelOutput,
  champion: ModelOutput,
): PairedColumns {
  const own = metric.columns(truth, candidate);
  const columns = [...own, ...metric.columns(truth, champion), ...metric.truthColumns(truth)];
  const width = own.length;
  const sign = metric.higherIsBetter ? 1 : -1;
  const rows = truth.count;
  return {
    rows,
    columns,
    width,
    strata: metric.strata(truth),
    difference: (sums) => {
      const ofTruth = sums.slice(2 * width);
      const first = metric.value(sums.slice(0, width), ofTruth, rows);
      return sign * (first - metric.value(sums.slice(width, 2 * width), ofTruth, rows));
    },
  };
}
