import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueGraphMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type Panel as GrafanaPanel,
  type GridPos,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { ALARMS, type AlarmName } from '../../lib/contract/alarms.ts';
import { alarmValue } from '../prometheus/alarm-expression.ts';
import { HOST_ALARMS, type HostAlarmName } from '../prometheus/host-alarms.ts';
import { metricOf } from '../prometheus/promql.ts';
import { cloudwatchQueries } from './cloudwatch-queries.ts';
import { isIn, type Panel, type Source, type Variables } from './panel.ts';
import { prometheusQuery } from './prometheus-queries.ts';
import { unitOf } from './units.ts';

export interface PanelPlace {
  readonly id: number;
  readonly gridPos: GridPos;
  readonly source: Source;
  readonly variables: Variables;
}

/** A panel as Grafana reads it; a threshold line where it belongs to an alarm. */
export function buildPanel(panel: Panel, place: PanelPlace): Builder<GrafanaPanel> {
  const builder = panel.view === 'number' ? numberPanel() : timePanel(panel, place.source);
  return builder
    .id(place.id)
    .title(panel.title)
    .description(panel.description)
    .gridPos(place.gridPos)
    .datasource(dataSource(place.source))
    .unit(unitOf(panel, place.source))
    .thresholds(thresholdsOf(panel, place.source))
    .targets(targetsOf(panel, place));
}

/** What the dashboard's variable `datasource` names. */
export function dataSource(source: Source) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own syntax of variables
  return { type: source, uid: '${datasource}' };
}

function targetsOf({ series }: Panel, { source, variables }: PanelPlace): Builder<Dataquery>[] {
  return series
    .filter((one) => isIn(source, one))
    .flatMap((one, index): Builder<Dataquery>[] =>
      source === 'prometheus'
        ? [prometheusQuery(one, index, variables)]
        : cloudwatchQueries(one, index, variables),
    );
}

function timePanel(panel: Panel, source: Source): TimeSeriesBuilder {
  const { view, alarm } = panel;
  const legend = new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .calcs([]);
  const style = alarm === undefined ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed;
  const builder = new TimeSeriesBuilder()
    .legend(legend)
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(style));
  if (view !== 'bars') {
    if (source === 'cloudwatch' && isHourly(panel)) builder.spanNulls(AN_HOUR_AND_A_HALF_MS);
    return builder.lineWidth(1).fillOpacity(5);
  }
  return builder
    .interval(SHORTEST_BAR)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(60)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
}

/**
 * A rate interval is longer than its step by a scrape, and never shorter than four: with steps of a scrape each record
 * would stand in four bars.
 */
const SHORTEST_BAR = '1m';

/** In CloudWatch values of the hourly job stand far apart: they are one line all the same, and an hour without one a gap. */
const AN_HOUR_AND_A_HALF_MS = 5_400_000;

const isHourly = ({ series }: Panel) =>
  series.every((one) => one.of === 'metric' && metricOf(one.metric).service === 'drift');

function numberPanel(): StatBuilder {
  return new StatBuilder()
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''))
    .graphMode(BigValueGraphMode.Area);
}

/** What the alarm compares with, in the unit of the source. */
function limitOf(alarm: NonNullable<Panel['alarm']>, source: Source) {
  if (alarm in HOST_ALARMS) {
    const { comparison, threshold } = HOST_ALARMS[alarm as HostAlarmName];
    return { comparison, value: threshold };
  }
  const definition = ALARMS[alarm as AlarmName];
  const value = source === 'prometheus' ? alarmValue(definition).threshold : definition.threshold;
  return { comparison: definition.comparison, value };
}

/** Green where all is well and red where the alarm goes on, from the threshold on. */
function thresholdsOf({ alarm }: Panel, source: Source): ThresholdsConfigBuilder {
  const config = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute);
  if (alarm === undefined) return config.steps([{ value: null, color: 'green' }]);
  const { comparison, value } = limitOf(alarm, source);
  const [below, above] = comparison === 'above' ? ['green', 'red'] : ['red', 'green'];
  return config.steps([
    { value: null, color: below },
    // A value must exceed a threshold of 0, or it would be red at once: the smallest that does is drawn.
    { value: comparison === 'above' && value === 0 ? Number.EPSILON : value, color: above },
  ]);
}
