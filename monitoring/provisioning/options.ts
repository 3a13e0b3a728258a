import { type GrafanaOptions, grafanaFiles } from '../grafana/configuration.ts';
import { type PrometheusOptions, prometheusFiles } from '../prometheus/configuration.ts';
import type { GeneratedFiles } from './files.ts';

export type ProvisioningOptions = GrafanaOptions & PrometheusOptions;

/** What localstack/compose.yml mounts: everything on this machine, mail to the sink beside it. */
export const COMPOSE_OPTIONS: ProvisioningOptions = {
  runbookUrl: 'docs/runbook.md',
  stack: '127.0.0.1:4569',
  alertmanager: '127.0.0.1:9093',
  prometheusUrl: 'http://127.0.0.1:9090',
  alertmanagerUrl: 'http://127.0.0.1:9093',
  region: 'us-east-1',
  mail: {
    smarthost: '127.0.0.1:1025',
    from: 'weir@localhost',
    to: ['weir-alarms@localhost'],
    requireTls: false,
  },
  mailTo: ['weir-alarms@localhost'],
};

/** Everything that Prometheus, Alertmanager and Grafana read, by file. */
export function provisioningFiles(options: ProvisioningOptions): GeneratedFiles {
  const under = (directory: string, files: GeneratedFiles) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${directory}/${path}`, text]));
  return { ...under('prometheus', prometheusFiles(options)), ...under('grafana', grafanaFiles(options)) };
}
