import { tmpdir } from 'node:os';
import { MetricStore } from '../../localstack/metrics/metric-store.ts';
import { createPrometheusText } from '../../localstack/metrics/prometheus-text.ts';
import { everything } from '../localstack/metrics/published.ts';

/** The labels of every series that /metrics tells, by its name, once everything was published. */
export async function emittedSeries(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const nowMs = Date.UTC(2026, 10, 21, 12);
  const store = new MetricStore({ now: () => new Date(nowMs) });
  const { text } = createPrometheusText({ store, disk: tmpdir() });
  for (const line of everything(nowMs)) store.take(line);
  return seriesIn(await text());
}

/** By name, of text in Prometheus' format. */
export function seriesIn(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const series = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const [, name, labels = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) continue;
    const names = [...labels.matchAll(/(\w+)="/g)].map((match) => match[1]!);
    series.set(name, new Set([...(series.get(name) ?? []), ...names]));
  }
  return series;
}
