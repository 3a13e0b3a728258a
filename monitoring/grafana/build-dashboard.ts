import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Dashboard as GrafanaDashboard,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { METRIC_NAMESPACE } from '../../lib/contract/metrics.ts';
import { metricOf } from '../prometheus/promql.ts';
import { ANNOTATION_TAG } from './annotations.ts';
import { buildPanel, dataSource } from './build-panel.ts';
import { Layout } from './layout.ts';
import { type Dashboard, isIn, type Panel, type Source, type Variables } from './panel.ts';
import { dataSourceUid } from './sources.ts';

/** CloudWatch has values by the minute, and each look at one is paid for. https://aws.amazon.com/cloudwatch/pricing/ */
const REFRESH: Readonly<Record<Source, string>> = { prometheus: '30s', cloudwatch: '5m' };

/** The uid of a dashboard, by which alerts and links find it. */
export const dashboardUid = ({ name }: Dashboard, source: Source) => `weir-${source}-${name}`;

/** A dashboard of one data source as classic JSON; rows and panels that the source has nothing for are left out. */
export function buildDashboard(dashboard: Dashboard, source: Source): GrafanaDashboard {
  const builder = new DashboardBuilder(dashboard.title)
    .uid(dashboardUid(dashboard, source))
    .description(dashboard.description)
    .tags(['weir', source])
    .timezone('utc')
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: dashboard.from, to: 'now' })
    .refresh(REFRESH[source])
    .link(links(source))
    .annotation(driftAnnotations(dashboard))
    .withVariable(sourceVariable(source));
  for (const variable of dashboard.variables)
    builder.withVariable(valueVariable(variable, dashboard, source));
  placePanels(builder, dashboard, source);
  return builder.build();
}

/** The panels of a dashboard that a source has series for, with the ids that they get. */
export function panelsIn(
  dashboard: Dashboard,
  source: Source,
): { readonly id: number; readonly panel: Panel }[] {
  return dashboard.rows
    .flatMap(({ panels }) => panels)
    .filter((panel) => panel.series.some((series) => isIn(source, series)))
    .map((panel, index) => ({ id: index + 1, panel }));
}

function placePanels(builder: DashboardBuilder, dashboard: Dashboard, source: Source): void {
  const layout = new Layout();
  const ids = new Map(panelsIn(dashboard, source).map(({ id, panel }) => [panel, id]));
  for (const [index, { title, panels }] of dashboard.rows.entries()) {
    const own = panels.filter((panel) => ids.has(panel));
    if (own.length === 0) continue;
    builder.withRow(new RowBuilder(title).id(1_000 + index).gridPos(layout.row()));
    for (const panel of own) {
      const gridPos = layout.panel(panel.width ?? 12);
      const place = { id: ids.get(panel)!, gridPos, source, variables: dashboard.variables };
      builder.withPanel(buildPanel(panel, place));
    }
  }
}

function sourceVariable(source: Source): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .type(source)
    .current({ text: dataSourceUid(source), value: dataSourceUid(source) });
}

function valueVariable(
  name: Variables[number],
  { offeredBy, variables }: Dashboard,
  source: Source,
): QueryVariableBuilder {
  const chosenBefore = variables.slice(0, variables.indexOf(name));
  const query = source === 'prometheus' ? labelValues : dimensionValues;
  return new QueryVariableBuilder(name)
    .label(name)
    .datasource(dataSource(source))
    .query(query(name, offeredBy, chosenBefore))
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}

/** https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/ */
function labelValues(label: string, offeredBy: string, chosen: Variables): string {
  const { kind, prometheus } = metricOf(offeredBy);
  const matchers = chosen.map((variable) => `${variable}="$${variable}"`).join(', ');
  const series = `${prometheus}${kind === 'distribution' ? '_count' : ''}${matchers === '' ? '' : `{${matchers}}`}`;
  return `label_values(${series}, ${label})`;
}

/** https://grafana.com/docs/grafana/latest/datasources/aws-cloudwatch/template-variables/ */
function dimensionValues(dimension: string, offeredBy: string, chosen: Variables): Record<string, unknown> {
  return {
    refId: 'CloudWatchVariableQueryEditor-VariableQuery',
    queryType: 'dimensionValues',
    namespace: METRIC_NAMESPACE,
    region: 'default',
    metricName: offeredBy,
    dimensionKey: dimension,
    dimensionFilters: Object.fromEntries(chosen.map((variable) => [variable, `$${variable}`])),
  };
}

function links(source: Source): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Weir')
    .type(DashboardLinkType.Dashboards)
    .tags(['weir', source])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}

/** What the drift job posted of the model that is looked at: verdict, features and the address of the report. */
function driftAnnotations({ variables }: Dashboard): AnnotationQueryBuilder {
  const tags = variables.includes('model') ? [ANNOTATION_TAG, '$model'] : [ANNOTATION_TAG];
  return new AnnotationQueryBuilder()
    .name('Drift')
    .datasource({ type: 'grafana', uid: '-- Grafana --' })
    .enable(true)
    .iconColor('orange')
    .target({
      build: () => ({ limit: 100, matchAny: false, tags, type: 'tags' }) as never,
    });
}
