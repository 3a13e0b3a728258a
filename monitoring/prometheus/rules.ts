import { ALARM_NAMES, ALARMS, type AlarmDefinition, type AlarmName } from '../../lib/contract/alarms.ts';
import type { Plain } from '../provisioning/yaml.ts';
import { alarmValue } from './alarm-expression.ts';
import { durationOf } from './durations.ts';
import { HOST_ALARMS, type HostAlarm } from './host-alarms.ts';

export interface RuleOptions {
  /** Where docs/runbook.md is served, without an anchor. */
  readonly runbookUrl: string;
  /** In the metrics' own units. Default: those of lib/contract/alarms.ts. */
  readonly thresholds?: Readonly<Partial<Record<AlarmName, number>>>;
}

type Rule = Readonly<Record<string, Plain | undefined>>;

/** https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/ */
export function ruleGroups(options: RuleOptions): Plain {
  const own = ALARM_NAMES.map((name) => ({ name, definition: withThreshold(name, options) }));
  // One group: its rules are evaluated in their order, so that an alert sees the value that was recorded just now.
  const records = own.map(({ name, definition }) => recordingRule(name, definition));
  const alerts = own.map(({ name, definition }) => alertingRule(name, definition, options));
  const host = Object.entries(HOST_ALARMS).map(([name, alarm]) => hostRule(name, alarm, options));
  return {
    groups: [
      { name: 'weir', rules: [...records, ...alerts] },
      { name: 'weir-host', rules: host },
    ],
  };
}

/** Such as WeirErrorRate. */
export function alertName(alarm: string): string {
  return `Weir${alarm.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase())}`;
}

/** Such as stage_model_alias:weir_error_rate:share5m. https://prometheus.io/docs/practices/rules/ */
export function recordedName(name: AlarmName, definition: AlarmDefinition = ALARMS[name]): string {
  const { labels, range } = alarmValue(definition);
  return `${labels.join('_')}:weir_${name.replaceAll('-', '_')}:${definition.expression.over}${range}`;
}

function withThreshold(name: AlarmName, { thresholds }: RuleOptions): AlarmDefinition {
  return { ...ALARMS[name], threshold: thresholds?.[name] ?? ALARMS[name].threshold };
}

function recordingRule(name: AlarmName, definition: AlarmDefinition): Rule {
  return { record: recordedName(name, definition), expr: alarmValue(definition).expression };
}

function alertingRule(name: AlarmName, definition: AlarmDefinition, options: RuleOptions): Rule {
  const { threshold, witness } = alarmValue(definition);
  const holds = `${recordedName(name, definition)} ${SIGN[definition.comparison]} ${threshold}`;
  return alert(name, definition, options, {
    // Where silence is the fault, so is a series that nobody ever told of.
    expr: definition.missing === 'breaching' ? `${holds} or absent(${witness})` : holds,
    forSeconds: secondsToHold(name, definition),
  });
}

/** N of N periods is a condition that holds on. */
function secondsToHold(name: string, { periods, datapoints, periodSeconds }: AlarmDefinition): number {
  if (periods !== datapoints)
    throw new Error(`${name}: ${datapoints} of ${periods} periods cannot be told here`);
  return (periods - 1) * periodSeconds;
}

function hostRule(name: string, alarm: HostAlarm, options: RuleOptions): Rule {
  const { expression, comparison, threshold, forSeconds } = alarm;
  return alert(name, alarm, options, { expr: `${expression} ${SIGN[comparison]} ${threshold}`, forSeconds });
}

const SIGN = { above: '>', below: '<' } as const;

function alert(
  name: string,
  { severity, means, first }: Pick<AlarmDefinition, 'severity' | 'means' | 'first'>,
  { runbookUrl }: RuleOptions,
  { expr, forSeconds }: { readonly expr: string; readonly forSeconds: number },
): Rule {
  return {
    alert: alertName(name),
    expr,
    for: forSeconds > 0 ? durationOf(forSeconds) : undefined,
    labels: { alarm: name, severity },
    annotations: {
      summary: means,
      description: `${first} The value is {{ printf "%.4g" $value }}.`,
      runbook_url: `${runbookUrl}#${name}`,
    },
  };
}
