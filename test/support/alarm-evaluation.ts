/**
 * As much of CloudWatch's evaluation of alarms as Weir's use: M of the latest N periods, and missing data. Periods
 * begin at minute 0 and follow each other; CloudWatch moves them on minute by minute, which is the same as series that
 * begin later.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */

/** An alarm as it stands in a template. */
export interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly MetricName?: string;
  readonly Period?: number;
  readonly Statistic?: string;
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly MetricStat?: {
      readonly Metric: {
        readonly MetricName: string;
        readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
      };
      readonly Period: number;
      readonly Stat: string;
    };
  }[];
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly TreatMissingData: string;
}

/** Values by the minute, by the name of the metric; undefined where nothing was published. */
export type Series = Readonly<Record<string, readonly (number | undefined)[]>>;

type Point = number | undefined;

/** By comparison. */
const BREACHES: Readonly<Record<string, (point: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (point, threshold) => point >= threshold,
  GreaterThanThreshold: (point, threshold) => point > threshold,
  LessThanThreshold: (point, threshold) => point < threshold,
};

/** Whether a point that is missing counts as one that breaches. */
const MISSING: Readonly<Record<string, boolean>> = { notBreaching: false, breaching: true };

/** The minutes, counted from 0, at whose end the alarm is on. Before the series nothing was published. */
export function minutesInAlarm(alarm: AlarmProperties, series: Series): number[] {
  const breaches = BREACHES[alarm.ComparisonOperator];
  const missing = MISSING[alarm.TreatMissingData];
  if (breaches === undefined || missing === undefined)
    throw new Error(`${alarm.ComparisonOperator}, ${alarm.TreatMissingData}: not evaluated here`);
  const { points, minutes } = datapoints(alarm, series);
  const isBad = (point: Point) => (point === undefined ? missing : breaches(point, alarm.Threshold));
  const on = points.map((_, index) => {
    const latest = Array.from({ length: alarm.EvaluationPeriods }, (_, back) => points[index - back]);
    return latest.filter(isBad).length >= alarm.DatapointsToAlarm;
  });
  return on.flatMap((isOn, index) => (isOn ? [(index + 1) * minutes - 1] : []));
}

function datapoints(alarm: AlarmProperties, series: Series) {
  const { MetricName, Period = 60, Statistic = '' } = alarm;
  if (MetricName !== undefined) {
    return { points: inPeriods(series[MetricName] ?? [], Period / 60, Statistic), minutes: Period / 60 };
  }
  const stats = (alarm.Metrics ?? []).flatMap(({ Id, MetricStat }) =>
    MetricStat ? [{ Id, ...MetricStat }] : [],
  );
  const minutes = stats[0]!.Period / 60;
  const ids = stats.map(({ Id }) => Id);
  const columns = stats.map(({ Metric, Stat }) => inPeriods(series[Metric.MetricName] ?? [], minutes, Stat));
  const expression = alarm.Metrics!.find(({ Expression }) => Expression !== undefined)!.Expression!;
  const evaluate = new Function('IF', 'FILL', ...ids, `return ${expression}`);
  // Filled: what is missing is a value to the expression; else there is no point where one is missing.
  const filled = new Set([...expression.matchAll(/FILL\((\w+),/g)].map(([, id]) => id!));
  const count = Math.max(...columns.map((column) => column.length));
  const points = Array.from({ length: count }, (_, index) => {
    const values = columns.map((column) => column[index]);
    if (values.some((value, column) => value === undefined && !filled.has(ids[column]!))) return undefined;
    return evaluate(IF, FILL, ...values) as number;
  });
  return { points, minutes };
}

const IF = (holds: boolean, yes: number, no: number) => (holds ? yes : no);
const FILL = (value: number | undefined, fill: number) => value ?? fill;

function inPeriods(values: readonly (number | undefined)[], minutes: number, statistic: string) {
  return Array.from({ length: Math.ceil(values.length / minutes) }, (_, index) => {
    const present = values
      .slice(index * minutes, (index + 1) * minutes)
      .filter((value) => value !== undefined);
    if (present.length === 0) return undefined;
    if (statistic === 'Sum') return present.reduce((sum, value) => sum + value, 0);
    if (statistic === 'Average') return present.reduce((sum, value) => sum + value, 0) / present.length;
    if (statistic === 'Maximum') return Math.max(...present);
    if (statistic === 'Minimum') return Math.min(...present);
    throw new Error(`the statistic ${statistic} is not evaluated here`);
  });
}
