import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { UserError } from '../lib/contract/errors.ts';
import { readConfig } from './config.ts';
import { addChecks } from './deploy/add-checks.ts';
import { compose } from './deploy/compose.ts';
import { readContext } from './deploy/context.ts';
import { makeParts } from './deploy/make-parts.ts';
import { resolveStage } from './deploy/resolve-stage.ts';
import { summaryText } from './deploy/summary.ts';
import { DEFAULT_STAGE, STAGES } from './stages.ts';
import { EXIT } from './terminal/faults.ts';

/**
 * The CDK app: `npx cdk synth`, `npx cdk deploy --all`, with `-c stage=`, `-c model=`, `-c package=`, `-c region=`,
 * `-c account=` and `-c mails=`. It looks nothing up: no account, network or Docker is needed to synthesize.
 */
const started = performance.now();
const app = new App({ analyticsReporting: false, autoSynth: false });

async function main(): Promise<void> {
  const deployment = resolveStage(STAGES, DEFAULT_STAGE, readContext(app.node.getAllContext()));
  const parts = await makeParts(deployment, localRegistry());
  const leftOut = compose(app, deployment, parts);
  addChecks(app);
  const stacks = app.synth().stacks.map((stack) => stack.stackName);
  const milliseconds = performance.now() - started;
  process.stderr.write(summaryText({ deployment, parts, leftOut, stacks, milliseconds }));
}

/** Of this machine, also when WEIR_REGISTRY names that of the stack: synthesis asks nothing of a network. */
function localRegistry(): string {
  const { home, registry } = readConfig(process.env);
  return registry.startsWith('s3://') ? join(home, 'registry') : registry;
}

try {
  await main();
} catch (error) {
  // What was staged before the mistake was found is no assembly; an earlier one is left as it was.
  if (!existsSync(join(app.outdir, 'manifest.json'))) rmSync(app.outdir, { recursive: true, force: true });
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`weir: ${error.message}\n`);
  process.exitCode = EXIT.mistake;
}
