import { ALARMS } from '../../../lib/contract/alarms.ts';
import { HOST_ALARMS } from '../../../monitoring/prometheus/host-alarms.ts';
import { alertName } from '../../../monitoring/prometheus/rules.ts';
import type { Plain } from '../../../monitoring/provisioning/yaml.ts';

/**
 * What every rule does to which series, for `promtool test rules`. Values are by the minute, in its notation: 0+60x9
 * begins at 0 and grows by 60 nine times.
 * https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/
 */
interface Case {
  readonly name: string;
  readonly series: Readonly<Record<string, string>>;
  /** The alerts that fire after so long, no others do. */
  readonly at: Readonly<Record<string, readonly string[]>>;
}

const OF_MODEL = '{stage="local", model="wine-quality"}';
const OF_FUNCTION = '{stage="local", model="wine-quality", alias="champion"}';
/** A job that came to its end each hour. */
const RUNS = { [`weir_drift_runs_total${OF_MODEL}`]: '0x14 1x59 2x59 3x59 4x59' };

const traffic = (received: number, rejected: number, unfinished = 0) => ({
  [`weir_records_received_total${OF_FUNCTION}`]: `0+${received}x20`,
  [`weir_records_rejected_total${OF_FUNCTION}`]: `0+${rejected}x20`,
  [`weir_records_unfinished_total${OF_FUNCTION}`]: `0+${unfinished}x20`,
});
const mean = (metric: string, sum: number) => ({
  [`weir_${metric}_sum${OF_FUNCTION}`]: `0+${sum}x20`,
  [`weir_${metric}_count${OF_FUNCTION}`]: '0+100x20',
});
const NO_PREDICTIONS = {
  [`weir_confidence_sum${OF_FUNCTION}`]: '50x20',
  [`weir_confidence_count${OF_FUNCTION}`]: '100x20',
};
const gauge = (name: string, value: number, labels = OF_MODEL) => ({
  [`weir_${name}${labels}`]: `${value}x20`,
});
const usage = (what: string, available: number) => ({
  [`weir_host_${what}_bytes{instance="a"}`]: '100x20',
  [`weir_host_${what}_available_bytes{instance="a"}`]: `${available}x20`,
});
const cpu = (busy: number) => ({
  'weir_host_cpu_seconds_total{mode="busy", instance="a"}': `0+${busy}x20`,
  'weir_host_cpu_seconds_total{mode="idle", instance="a"}': `0+${120 - busy}x20`,
});

export const CASES: readonly Case[] = [
  {
    name: 'more than half of the records',
    series: traffic(100, 31, 20),
    at: { '2m': ['error-rate'], '10m': ['error-rate'] },
  },
  { name: 'half of the records', series: traffic(100, 30, 20), at: { '10m': [] } },
  { name: 'no records', series: traffic(0, 0), at: { '10m': [] } },
  { name: 'an unsure model', series: mean('confidence', 59), at: { '10m': ['low-confidence'] } },
  { name: 'a sure model', series: mean('confidence', 61), at: { '10m': [] } },
  { name: 'no predictions', series: NO_PREDICTIONS, at: { '10m': [] } },
  {
    name: 'batches of two seconds',
    series: mean('batch_latency_seconds', 200),
    at: { '10m': ['slow-batches'] },
  },
  { name: 'batches of half a second', series: mean('batch_latency_seconds', 50), at: { '10m': [] } },
  {
    name: 'answers after three seconds',
    series: mean('response_time_seconds', 300),
    at: { '10m': ['slow-response'] },
  },
  {
    name: 'a model of 37 hours',
    series: gauge('model_age_seconds', 37 * 3600, OF_FUNCTION),
    at: { '10m': ['model-age'] },
  },
  {
    name: 'a model of 35 hours',
    series: gauge('model_age_seconds', 35 * 3600, OF_FUNCTION),
    at: { '10m': [] },
  },
  { name: 'right in two of five', series: gauge('accuracy', 0.4), at: { '1m': ['accuracy'] } },
  { name: 'drift', series: gauge('drift_detected', 1), at: { '1m': ['drift'] } },
  {
    name: 'no drift',
    series: { ...gauge('drift_detected', 0), ...gauge('quality_findings', 0) },
    at: { '1m': [] },
  },
  { name: 'a finding', series: gauge('quality_findings', 1), at: { '1m': ['data-quality'] } },
  { name: 'a run each hour', series: RUNS, at: { '3h30m': [] } },
  {
    name: 'no run for three hours',
    series: { [`weir_drift_runs_total${OF_MODEL}`]: '0x14 1x400' },
    at: { '3h': [], '3h30m': ['drift-job-missing'] },
  },
  {
    name: 'nothing that was ever told of a run',
    series: {},
    at: { '1h55m': [], '2h5m': ['drift-job-missing'] },
  },
  { name: 'busy processors', series: cpu(100), at: { '10m': ['host-cpu'] } },
  { name: 'processors at 75%', series: cpu(90), at: { '10m': [] } },
  { name: 'little memory', series: usage('memory', 29), at: { '4m': [], '6m': ['host-memory'] } },
  { name: 'some memory', series: usage('memory', 31), at: { '10m': [] } },
  { name: 'a disk that is full', series: usage('disk', 10), at: { '6m': ['host-disk'] } },
  {
    name: 'a stack that does not answer',
    series: { 'up{job="weir", instance="a"}': '1x4 0x10' },
    at: { '4m': [], '5m': [], '7m': ['service-down'] },
  },
];

/** The alerts that no case makes fire. */
export function neverFired(): string[] {
  const fired = new Set(CASES.flatMap(({ at }) => Object.values(at).flat()));
  return [...Object.keys(ALARMS), ...Object.keys(HOST_ALARMS)].filter((alarm) => !fired.has(alarm));
}

/** @param rules the path of the rules' file */
export function ruleTests(rules: string): Plain {
  return {
    rule_files: [rules],
    evaluation_interval: '1m',
    tests: CASES.map(({ name, series, at }) => ({
      name,
      interval: '1m',
      input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
      promql_expr_test: Object.entries(at).map(([eval_time, alarms]) => ({
        expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
        eval_time,
        exp_samples: alarms.map((alarm) => ({ labels: `{alertname="${alertName(alarm)}"}`, value: 1 })),
      })),
    })),
  };
}
