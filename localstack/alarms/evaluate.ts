import {
  type AlarmDefinition,
  type AlarmExpression,
  type AlarmStates,
  LATE_SHARE,
} from '../../lib/contract/alarms.ts';
import type { MetricStore, Statistics } from '../metrics/metric-store.ts';
import { MINUTE_MS, minuteOf } from '../metrics/minutes.ts';

export type AlarmState = AlarmStates[string]['state'];

/** What an alarm is at one moment. */
export interface Evaluation {
  readonly state: AlarmState;
  /** Of the latest period, in the metric's own unit; null when it has none. */
  readonly value: number | null;
}

export interface EvaluationInput {
  readonly store: MetricStore;
  /** Of the series that are looked at, such as the model. */
  readonly labels: Readonly<Record<string, string>>;
  readonly threshold: number;
  readonly now: Date;
}

/**
 * Evaluates an alarm as CloudWatch does: a value for each of its latest periods, M of N of which must reach the
 * threshold; what a period without values is, the alarm says. Periods move on with each minute. Two things differ:
 * the minute that runs counts already, so that an alarm comes up to a minute sooner, and where CloudWatch may look at
 * values before the N periods when some of these have none, it does so for gauges alone, and not far. What lies before the store's beginning is unknown, not
 * missing: silence is a fault only where somebody listened.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function evaluateAlarm(definition: AlarmDefinition, input: EvaluationInput): Evaluation {
  const { periods, datapoints, missing } = definition;
  const values = Array.from({ length: periods }, (_, back) => periodValue(definition, input, back));
  const found = values.filter((value) => value !== undefined && value !== 'unknown');
  const silent = missing === 'breaching' ? values.filter((value) => value === undefined).length : 0;
  const breaching = found.filter((value) => breaches(definition, input.threshold, value)).length + silent;
  const latest = values[0];
  return {
    value: typeof latest === 'number' ? latest : null,
    state: breaching >= datapoints ? 'alarm' : isUnknown(definition, values) ? 'insufficient-data' : 'ok',
  };
}

type PeriodValue = number | undefined | 'unknown';

/** Of one period; undefined when nothing was published in it. */
function periodValue(definition: AlarmDefinition, input: EvaluationInput, back: number): PeriodValue {
  const { store, labels, now } = input;
  const periodMs = definition.periodSeconds * 1_000;
  const toMs = minuteOf(now.getTime()) + MINUTE_MS - back * periodMs;
  const window = { fromMs: toMs - periodMs, toMs, labels };
  const longer = { ...window, fromMs: window.fromMs - lateMs(definition) };
  const valueIn = (within: typeof window) =>
    expressionValue(definition.expression, (metric) => store.window(metric, within));
  const value = valueIn(window) ?? valueIn(longer);
  const isBeforeUs = window.fromMs < minuteOf(store.startedAt.getTime());
  return value === undefined && isBeforeUs ? 'unknown' : value;
}

/** What is told once a period holds until it is told anew, a little late for once: a job of the hour takes its time. */
function lateMs({ expression: { over }, periodSeconds }: AlarmDefinition): number {
  return over === 'maximum' || over === 'minimum' ? periodSeconds * 1_000 * LATE_SHARE : 0;
}

function expressionValue(
  expression: AlarmExpression,
  statisticsOf: (metric: string) => Statistics | undefined,
): number | undefined {
  if (expression.over === 'share') return shareOf(expression, (metric) => statisticsOf(metric)?.sum);
  const statistics = statisticsOf(expression.metric);
  if (statistics === undefined) return undefined;
  return expression.over === 'mean' ? statistics.sum / statistics.count : statistics[expression.over];
}

function shareOf(
  { numerator, denominator, ofAtLeast }: AlarmExpression & { over: 'share' },
  sumOf: (metric: string) => number | undefined,
): number | undefined {
  const of = sumOf(denominator);
  if (of === undefined) return undefined;
  const parts = numerator.reduce((sum, metric) => sum + (sumOf(metric) ?? 0), 0);
  return of < Math.max(ofAtLeast, Number.MIN_VALUE) ? 0 : parts / of;
}

function breaches({ comparison }: AlarmDefinition, threshold: number, value: number): boolean {
  return comparison === 'above' ? value > threshold : value < threshold;
}

/** Where a period without values is as good as any other, what came before us matters to nobody. */
function isUnknown({ missing }: AlarmDefinition, values: readonly PeriodValue[]): boolean {
  return missing === 'breaching' && values.every((value) => typeof value !== 'number');
}
