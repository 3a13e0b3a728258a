import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { compose } from '../../bin/deploy/compose.ts';
import { resolveStage } from '../../bin/deploy/resolve-stage.ts';
import type { StageSettings } from '../../bin/deploy/settings.ts';
import { STAGES } from '../../bin/stages.ts';
import { everyDeployment, PARTS } from '../support/cdk/deployments.ts';
import { testApp } from '../support/cdk/stacks.ts';

/**
 * Writes the templates of every stage and package, a first model included, and of a stage that asks for what none of
 * them does, for programs that judge templates.
 *
 *   node test/synth/write-templates.ts <directory>
 */
const [directory = '.'] = process.argv.slice(2);

for (const { name, assembly } of everyDeployment()) write(name, assembly);
write('besides', besides());

function write(name: string, { stacks }: CloudAssembly): void {
  for (const { stackName, templateFullPath } of stacks) {
    copyFileSync(
      templateFullPath,
      join(directory, `${name.replaceAll(' ', '-')}.${stackName}.template.json`),
    );
  }
}

/** The drift job as a task, a Grafana, labels and a log of predictions. */
function besides(): CloudAssembly {
  const stage: StageSettings = {
    ...STAGES.dev!,
    monitoring: {
      job: 'fargate',
      grafanaUrl: 'https://grafana.example.com',
      grafanaTokenSecret: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:grafana-AbCdEf',
      reportUrl: 'https://reports.example.com',
    },
    models: { 'wine-quality': { predictionLog: true, labelStream: true, capacity: { mode: 'on-demand' } } },
  };
  const app = testApp();
  compose(app, resolveStage({ dev: stage }, 'dev', { package: 'zip' }), PARTS);
  return app.synth();
}
