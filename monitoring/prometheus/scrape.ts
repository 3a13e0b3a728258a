import type { Plain } from '../provisioning/yaml.ts';

export interface ScrapeOptions {
  /** host:port of the embedded stack's console, which serves /metrics. */
  readonly stack: string;
  /** host:port */
  readonly alertmanager: string;
}

/** https://prometheus.io/docs/prometheus/latest/configuration/configuration/ */
export function scrapeConfiguration({ stack, alertmanager }: ScrapeOptions): Plain {
  return {
    global: { scrape_interval: '15s', scrape_timeout: '10s', evaluation_interval: '15s' },
    rule_files: ['rules.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [
      {
        job_name: 'weir',
        static_configs: [{ targets: [stack] }],
        // Far more than a stack has: one that tells of ever new series shall not fill Prometheus.
        sample_limit: 50_000,
      },
    ],
  };
}
