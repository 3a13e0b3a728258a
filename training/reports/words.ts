import { shownName } from '../../lib/report/names.ts';

const METRICS: ReadonlyMap<string, string> = new Map([
  ['balancedAccuracy', 'balanced accuracy'],
  ['logLoss', 'log loss'],
  ['rmse', 'RMSE'],
  ['mae', 'MAE'],
  ['r2', 'R²'],
]);

/** A metric as people write it; those of others as they are called. */
export function metricName(name: string): string {
  return METRICS.get(name) ?? shownName(name, 32);
}
