import { QueryBuilder } from '@grafana/grafana-foundation-sdk/alerting';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { ALARM_NAMES, ALARMS, type AlarmDefinition, type AlarmName } from '../../../lib/contract/alarms.ts';
import { alarmValue } from '../../prometheus/alarm-expression.ts';
import { durationOf } from '../../prometheus/durations.ts';
import { HOST_ALARMS, type HostAlarm } from '../../prometheus/host-alarms.ts';
import { alertName, type RuleOptions } from '../../prometheus/rules.ts';
import type { Plain } from '../../provisioning/yaml.ts';
import { dashboardUid, panelsIn } from '../build-dashboard.ts';
import { DASHBOARDS } from '../dashboards.ts';
import type { Source } from '../panel.ts';
import { dataSourceUid, FOLDERS } from '../sources.ts';
import { cloudwatchValue, VALUE } from './cloudwatch-value.ts';
import { compared } from './expressions.ts';

const CONDITION = 'condition';

/** Alert rules that Grafana evaluates over one data source, as a file of its provisioning. */
export function alertRules(source: Source, options: RuleOptions): Plain {
  const own = ALARM_NAMES.map((name) => ownRule(name, source, options));
  const host = source === 'prometheus' ? Object.entries(HOST_ALARMS) : [];
  const group = { orgId: 1, folder: FOLDERS[source], interval: '1m' };
  const hostRules = host.map(([name, alarm]) => hostRule(name, alarm, options));
  return {
    apiVersion: 1,
    groups: [
      { ...group, name: `weir-${source}`, rules: own },
      ...(hostRules.length === 0 ? [] : [{ ...group, name: 'weir-host', rules: hostRules }]),
    ],
  };
}

function ownRule(name: AlarmName, source: Source, options: RuleOptions): Plain {
  const definition = { ...ALARMS[name], threshold: options.thresholds?.[name] ?? ALARMS[name].threshold };
  const prometheus = alarmValue(definition);
  const isPrometheus = source === 'prometheus';
  const value = isPrometheus ? [prometheusValue(prometheus.expression)] : cloudwatchValue(definition);
  const threshold = isPrometheus ? prometheus.threshold : definition.threshold;
  return {
    ...rule(name, definition, source, options),
    ...panelOf(name, source),
    for: durationOf((definition.periods - 1) * definition.periodSeconds),
    noDataState: definition.missing === 'breaching' ? 'Alerting' : 'OK',
    data: dataOf([...value, compared(CONDITION, VALUE, definition.comparison, threshold)]),
  };
}

function hostRule(name: string, alarm: HostAlarm, options: RuleOptions): Plain {
  const { expression, comparison, threshold, forSeconds } = alarm;
  return {
    ...rule(name, alarm, 'prometheus', options),
    ...panelOf(name, 'prometheus'),
    for: durationOf(forSeconds),
    noDataState: name === 'service-down' ? 'Alerting' : 'OK',
    data: dataOf([prometheusValue(expression), compared(CONDITION, VALUE, comparison, threshold)]),
  };
}

/** No "$" in what it says: Grafana's provisioning takes that for a variable of its environment. */
function rule(
  name: string,
  { means, first, severity }: Pick<AlarmDefinition, 'means' | 'first' | 'severity'>,
  source: Source,
  { runbookUrl }: RuleOptions,
) {
  return {
    uid: `weir-${source}-${name}`,
    title: alertName(name),
    condition: CONDITION,
    // A source that does not answer is not an alarm of the model.
    execErrState: 'Error',
    labels: { alarm: name, severity },
    annotations: { summary: means, description: first, runbook_url: `${runbookUrl}#${name}` },
  };
}

/** The panel on which the alarm's threshold is drawn. */
function panelOf(name: string, source: Source) {
  for (const dashboard of DASHBOARDS) {
    const found = panelsIn(dashboard, source).find(({ panel }) => panel.alarm === name);
    if (found !== undefined) return { dashboardUid: dashboardUid(dashboard, source), panelId: found.id };
  }
  throw new Error(`no panel shows the alarm ${name}`);
}

function prometheusValue(expression: string): QueryBuilder {
  return new QueryBuilder(VALUE)
    .datasourceUid(dataSourceUid('prometheus'))
    .relativeTimeRange({ from: 60, to: 0 })
    .model(new DataqueryBuilder().refId(VALUE).expr(expression).instant());
}

/** Plain data of what the builders make. */
function dataOf(queries: readonly QueryBuilder[]): Plain {
  return JSON.parse(JSON.stringify(queries.map((query) => query.build()))) as Plain;
}
