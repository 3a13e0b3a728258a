import type { AlarmName } from '../../lib/contract/alarms.ts';
import type {
  DriftFeatureMetric,
  DriftMetric,
  InferenceMetric,
  TrainingMetric,
} from '../../lib/contract/metrics.ts';
import type { HostAlarmName } from '../prometheus/host-alarms.ts';
import type { AwsMetric } from './aws-metrics.ts';

export type MetricName = InferenceMetric | DriftMetric | DriftFeatureMetric | TrainingMetric;

/** The data sources that a dashboard is made for. */
export const SOURCES = ['prometheus', 'cloudwatch'] as const;
export type Source = (typeof SOURCES)[number];

/**
 * How a metric becomes a line: counters as a rate or as what came in each step; distributions as a mean or a
 * percentile; gauges as the highest, lowest or mean value where several tell one.
 */
export type Aggregate = 'perSecond' | 'increase' | 'mean' | 'p99' | 'highest' | 'lowest' | 'latest';

/** A line, or one for each value of a label. */
export type Series =
  | { readonly of: 'metric'; readonly metric: MetricName; readonly as: Aggregate; readonly label: string }
  /** Sums of counters over another counter. */
  | {
      readonly of: 'share';
      readonly numerator: readonly MetricName[];
      readonly denominator: MetricName;
      readonly label: string;
    }
  /** Rejections, a line for each reason. */
  | { readonly of: 'reasons' }
  /** What only Prometheus has: the machine and the stack's process. */
  | { readonly of: 'promql'; readonly expression: string; readonly label: string }
  /** What only AWS has. */
  | { readonly of: 'aws'; readonly metric: AwsMetric; readonly statistic: string; readonly label: string };

/** What the values are; `time` is in the unit of the source. */
export type PanelUnit =
  | 'perSecond'
  | 'count'
  | 'share'
  | 'number'
  | 'time'
  | 'bytes'
  | 'bytesPerSecond'
  | 'milliseconds';

export interface Panel {
  readonly title: string;
  /** What it shows, and what to make of it. */
  readonly description: string;
  readonly unit: PanelUnit;
  readonly series: readonly Series[];
  /** Default: lines. */
  readonly view?: 'lines' | 'bars' | 'number';
  /** Of 24 columns. Default: 12. */
  readonly width?: 6 | 8 | 12 | 24;
  /** The alarm whose threshold is drawn. */
  readonly alarm?: AlarmName | HostAlarmName;
}

/** What a dashboard lets one choose, by the names of labels and dimensions. */
export type Variables = readonly ('stage' | 'model' | 'alias')[];

export interface DashboardRow {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** A dashboard without a data source. */
export interface Dashboard {
  /** Ends its uid. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly variables: Variables;
  /** The metric whose dimensions are offered to choose from. */
  readonly offeredBy: MetricName;
  readonly rows: readonly DashboardRow[];
  /** Such as now-6h. */
  readonly from: string;
}

/** Whether a source has all that a series needs. */
export function isIn(source: Source, { of }: Series): boolean {
  return of === 'promql' ? source === 'prometheus' : of === 'aws' ? source === 'cloudwatch' : true;
}

export function metric(name: MetricName, as: Aggregate, label: string): Series {
  return { of: 'metric', metric: name, as, label };
}
