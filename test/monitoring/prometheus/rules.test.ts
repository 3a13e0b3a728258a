import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ALARM_NAMES, ALARMS, type AlarmDefinition } from '../../../lib/contract/alarms.ts';
import { alarmValue } from '../../../monitoring/prometheus/alarm-expression.ts';
import { HOST_ALARMS } from '../../../monitoring/prometheus/host-alarms.ts';
import { ruleGroups } from '../../../monitoring/prometheus/rules.ts';
import { emittedSeries } from '../emitted.ts';
import { groupedBy, selectorsIn } from '../promql-names.ts';

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: { readonly alarm: string; readonly severity: string };
  readonly annotations?: { readonly runbook_url: string; readonly summary: string };
}

const { groups } = ruleGroups({ runbookUrl: 'docs/runbook.md' }) as unknown as {
  groups: { name: string; rules: Rule[] }[];
};
const rules = groups.flatMap(({ rules }) => rules);
const alerts = rules.filter(({ alert }) => alert !== undefined);

test('every alarm of the contract and every one of the machine is an alert, with its severity', () => {
  const expected = { ...ALARMS, ...HOST_ALARMS };
  expect(Object.fromEntries(alerts.map(({ labels }) => [labels!.alarm, labels!.severity]))).toEqual(
    Object.fromEntries(Object.entries(expected).map(([name, { severity }]) => [name, severity])),
  );
});

test('every rule reads what the stack tells, by labels that it has, or what a rule records', async () => {
  const emitted = await emittedSeries();
  const recorded = new Set(rules.map(({ record }) => record));
  // Prometheus' own: whether a target answers.
  const known = (name: string) => emitted.has(name) || recorded.has(name) || name === 'up';
  const unknown = rules.flatMap(({ expr }) => selectorsIn(expr).filter(({ metric }) => !known(metric)));
  expect(unknown).toEqual([]);
  for (const { expr } of rules) {
    const own = selectorsIn(expr).filter(({ metric }) => emitted.has(metric));
    for (const { metric, labels } of own) {
      // Prometheus adds the instance.
      const there = new Set([...emitted.get(metric)!, 'instance']);
      expect(
        [...labels, ...groupedBy(expr)].filter((label) => !there.has(label)),
        `${metric} in ${expr}`,
      ).toEqual([]);
    }
  }
});

test('thresholds are the contract’s, in the units that Prometheus has', () => {
  const expressionOf = (alarm: string) => alerts.find(({ labels }) => labels!.alarm === alarm)!.expr;
  expect(expressionOf('error-rate')).toMatch(/ > 0\.5$/);
  expect(expressionOf('low-confidence')).toMatch(/ < 0\.6$/);
  expect(expressionOf('slow-batches')).toMatch(/ > 1$/);
  expect(expressionOf('slow-response')).toMatch(/ > 2$/);
  expect(expressionOf('model-age')).toMatch(/ > 129600$/);
  expect(expressionOf('host-cpu')).toMatch(/ > 0\.8$/);
  expect(expressionOf('host-memory')).toMatch(/ > 0\.7$/);
});

test('three hours without a run are one hour that holds for two more, also when no run was ever told', () => {
  const rule = alerts.find(({ labels }) => labels!.alarm === 'drift-job-missing')!;
  expect(rule.for).toBe('2h');
  expect(rule.expr).toBe('stage_model:weir_drift_job_missing:sum1h < 1 or absent(weir_drift_runs_total)');
});

test('a value that Prometheus cannot compute is refused rather than told wrong', () => {
  const of = (expression: AlarmDefinition['expression']) => () => alarmValue({ ...ALARMS.drift, expression });
  expect(of({ over: 'sum', metric: 'ModelAge' })).toThrow('Prometheus has no sum of ModelAge');
  expect(of({ over: 'mean', metric: 'RecordsReceived' })).toThrow(
    'Prometheus has no mean of RecordsReceived',
  );
});

test('every alert says what it means and links to a section of the runbook that is there', () => {
  const runbook = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');
  const anchors = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!.toLowerCase().replace(/ /g, '-'),
  );
  const broken = alerts.filter(
    ({ annotations }) => !anchors.includes(annotations!.runbook_url.split('#')[1]!),
  );
  expect(broken.map(({ alert }) => alert)).toEqual([]);
  expect(alerts.every(({ annotations }) => annotations!.summary.length > 20)).toBe(true);
  expect(ALARM_NAMES.length).toBeGreaterThan(5);
});
