import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { renderDriftReport } from '../../report/drift-report.ts';
import type { DriftConfig } from '../config.ts';
import { reportAddress } from '../job/links.ts';
import type { DriftPorts } from '../job/ports.ts';
import { annotationOf, grafanaAnnotations } from '../publish/annotation.ts';
import { predictedRecords } from './predicted-records.ts';

/** The ports of a process of its own, a Lambda or a task: metrics and log are its lines. */
export function processPorts(config: DriftConfig): DriftPorts {
  return {
    monitoring: openStore(config.monitoring),
    registry: new ModelRegistry(openStore(config.registry)),
    stage: config.stage,
    now: () => new Date(),
    render: renderDriftReport,
    publish: writeLine,
    annotate: annotating(config),
    predicted: config.cloudwatch ? predictedRecords(config.stage) : undefined,
    log: (line) => console.log(JSON.stringify({ at: new Date().toISOString(), ...line })),
  };
}

/**
 * As it is: Lambda's console puts a time and a request before each line, and CloudWatch takes metrics of lines that are
 * JSON and nothing else.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The client of the secret is loaded with the first annotation: most hours have none. */
function annotating({ grafana, reportUrl }: DriftConfig): DriftPorts['annotate'] {
  if (grafana === undefined) return undefined;
  const token = async () => (await import('./secret.ts')).readSecret(grafana.tokenSecret);
  const post = grafanaAnnotations({ url: grafana.url, token });
  return (result) =>
    post(annotationOf(result, reportUrl === undefined ? undefined : reportAddress(reportUrl, result)));
}
