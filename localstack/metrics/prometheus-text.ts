import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { METRIC_CATALOGUE, type MetricEntry, REJECTIONS } from '../../lib/contract/metric-catalogue.ts';
import type { Reading } from './emf.ts';
import { registerHostMetrics } from './host.ts';
import type { MetricSeries, MetricStore } from './metric-store.ts';

/** What GET /metrics answers with. */
export interface PrometheusText {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface PrometheusTextOptions {
  readonly store: MetricStore;
  /** A directory on the file system whose room is told. */
  readonly disk: string;
}

/** Seconds of what takes milliseconds to minutes; the thresholds of the alarms are among them. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900];
const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1];

/**
 * The metrics of a store in Prometheus' text format, those of this process and of its machine besides. Counters begin
 * where this begins: what the store took before is not in it.
 */
export function createPrometheusText({ store, disk }: PrometheusTextOptions): PrometheusText {
  const registry = new Registry();
  const put = new Map(
    [...METRIC_CATALOGUE.values(), REJECTIONS].map((metric) => [metric, register(metric, registry)]),
  );
  store.listen((reading, series) => put.get(reading.metric)!(reading, series));
  registerDropped(store, registry);
  registerHostMetrics(registry, disk);
  collectDefaultMetrics({ register: registry });
  return { contentType: registry.contentType, text: () => registry.metrics() };
}

type Put = (reading: Reading, series: MetricSeries) => void;

function register(metric: MetricEntry, registry: Registry): Put {
  const { definition, prometheus: name, labels: labelNames } = metric;
  const scale = definition.unit === 'Milliseconds' ? 1 / 1_000 : 1;
  const options = { name, help: definition.meaning, labelNames, registers: [registry] };
  switch (metric.kind) {
    case 'counter': {
      const counter = new Counter(options);
      return ({ labels, values }) => counter.inc(labels, Math.max(0, sumOf(values)) * scale);
    }
    case 'gauge': {
      const gauge = new Gauge(options);
      return ({ labels }, { latest }) => gauge.set(labels, latest!.value * scale);
    }
    case 'distribution': {
      const buckets = definition.unit === 'Milliseconds' ? SECONDS : SHARES;
      const histogram = new Histogram({ ...options, buckets });
      return ({ labels, values }) => {
        if (values.length === 0) histogram.zero(labels);
        for (const value of values) histogram.observe(labels, value * scale);
      };
    }
  }
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

function registerDropped(store: MetricStore, registry: Registry): void {
  const dropped = new Counter({
    name: 'weir_metric_readings_dropped_total',
    help: 'Readings of more series than the stack keeps.',
    registers: [registry],
    collect() {
      dropped.reset();
      dropped.inc(store.dropped);
    },
  });
}
