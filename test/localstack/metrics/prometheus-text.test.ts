import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOST_METRICS, PROCESS_METRICS } from '../../../lib/contract/host-metrics.ts';
import { METRIC_CATALOGUE, REJECTIONS } from '../../../lib/contract/metric-catalogue.ts';
import { MetricStore } from '../../../localstack/metrics/metric-store.ts';
import { createPrometheusText } from '../../../localstack/metrics/prometheus-text.ts';
import { everything, FUNCTION, ofDrift, ofFunction } from './published.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

function page(disk = tmpdir()) {
  const store = new MetricStore({ now: () => new Date(NOW) });
  const { text, contentType } = createPrometheusText({ store, disk });
  return { store, text, contentType };
}

const ofModel = 'stage="local",model="wine-quality",alias="champion"';

test('counters add up, gauges are the latest, distributions have buckets, all in base units', async () => {
  const { store, text } = page();
  store.take(ofFunction({ RecordsReceived: 2, ModelAge: 60, InferLatency: 20, RejectedNotJson: 1 }, NOW));
  store.take(ofFunction({ RecordsReceived: 3, ModelAge: 70, InferLatency: 1500 }, NOW + 1));
  const lines = (await text()).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      '# HELP weir_records_received_total Records of the batch, aggregates taken apart.',
      '# TYPE weir_records_received_total counter',
      `weir_records_received_total{${ofModel}} 5`,
      `weir_rejections_total{${ofModel},reason="not-json"} 1`,
      '# TYPE weir_model_age_seconds gauge',
      `weir_model_age_seconds{${ofModel}} 70`,
      '# TYPE weir_infer_latency_seconds histogram',
      `weir_infer_latency_seconds_bucket{le="0.025",${ofModel}} 1`,
      `weir_infer_latency_seconds_sum{${ofModel}} 1.52`,
      `weir_infer_latency_seconds_count{${ofModel}} 2`,
    ]),
  );
});

test('a gauge keeps the value of the latest document, whichever came last', async () => {
  const { store, text } = page();
  store.take(ofDrift({ DriftDetected: 1 }, NOW));
  store.take(ofDrift({ DriftDetected: 0 }, NOW - 1));
  expect(await text()).toContain('weir_drift_detected{stage="local",model="wine-quality"} 1\n');
});

test('what is expected is there with 0 before anything came', async () => {
  const { store, text } = page();
  store.expect({ service: 'inference', ...FUNCTION });
  store.expect({ service: 'drift', stage: 'local', model: 'wine-quality' });
  const all = await text();
  expect(all).toContain(`weir_records_rejected_total{${ofModel}} 0\n`);
  expect(all).toContain(`weir_rejections_total{${ofModel},reason="empty"} 0\n`);
  expect(all).toContain(`weir_batch_latency_seconds_count{${ofModel}} 0\n`);
  expect(all).toContain('weir_drift_runs_total{stage="local",model="wine-quality"} 0\n');
  expect(all).not.toContain('weir_model_age_seconds{');
});

test('every metric of the contract, of the process and of the machine is told, with its help', async () => {
  const { store, text, contentType } = page();
  for (const line of everything(NOW)) store.take(line);
  const all = await text();
  const own = [...METRIC_CATALOGUE.values(), REJECTIONS].map(({ prometheus }) => prometheus);
  const names = [...own, ...Object.keys(HOST_METRICS), ...PROCESS_METRICS];
  expect(names.filter((name) => !all.includes(`# HELP ${name} `) || !all.includes(`\n${name}`))).toEqual([]);
  expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
});

test('the machine: sizes are positive and what is free is no more than there is', async () => {
  const all = await page().text();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(all)?.[1]);
  for (const what of ['memory', 'disk']) {
    expect(value(`weir_host_${what}_available_bytes`)).toBeGreaterThan(0);
    expect(value(`weir_host_${what}_available_bytes`)).toBeLessThanOrEqual(value(`weir_host_${what}_bytes`));
  }
  expect(value('weir_host_cpu_seconds_total\\{mode="busy"\\}')).toBeGreaterThan(0);
});

test('a state directory that is gone has no size, and all else is told', async () => {
  const all = await page(join(tmpdir(), 'weir-that-is-not-there')).text();
  expect(all).not.toMatch(/^weir_host_disk_\w+ /m);
  expect(all).toMatch(/^weir_host_memory_bytes [1-9]/m);
});

test('values that no sum can hold are left out, and the page stays readable', async () => {
  const { store, text } = page();
  store.take(ofFunction({ RecordsReceived: [1e308, 1e308], Confidence: 1e308 }, NOW));
  expect(await text()).not.toMatch(/Infinity|NaN/);
  expect(store.series('RecordsReceived')).toEqual([]);
});
