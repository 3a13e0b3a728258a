import { metricOf } from '../prometheus/promql.ts';
import type { Panel, PanelUnit, Source } from './panel.ts';

/** Grafana's names of units. https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit */
const UNITS: Readonly<Record<Exclude<PanelUnit, 'time'>, string>> = {
  perSecond: 'cps',
  count: 'short',
  share: 'percentunit',
  number: 'none',
  bytes: 'bytes',
  bytesPerSecond: 'Bps',
  milliseconds: 'ms',
};

/** Prometheus has seconds throughout; CloudWatch has what was published. */
export function unitOf({ unit, series }: Panel, source: Source): string {
  if (unit !== 'time') return UNITS[unit];
  const first = series.find(({ of }) => of === 'metric');
  const isMilliseconds = first?.of === 'metric' && metricOf(first.metric).definition.unit === 'Milliseconds';
  return source === 'cloudwatch' && isMilliseconds ? 'ms' : 's';
}
