import { rmSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { UserError } from '../lib/contract/errors.ts';
import { buildInference } from './deploy/build-directories.ts';
import { compose } from './deploy/compose.ts';
import { readContext } from './deploy/context.ts';
import { resolveStage } from './deploy/resolve-stage.ts';
import { ROOT } from './deploy/root.ts';
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
  const built = deployment.package === 'zip' ? await buildInference() : undefined;
  compose(app, deployment, { inference: built, imageContext: ROOT });
  const { stacks } = app.synth();
  process.stderr.write(
    summaryText({
      deployment,
      stacks: stacks.map((stack) => stack.stackName),
      assetBytes: built?.bytes,
      milliseconds: performance.now() - started,
      remarks: deployment.unlisted.map(
        (model) =>
          `${model} is not in bin/stages.ts: every later command, cdk destroy too, wants -c model=${model}`,
      ),
    }),
  );
}

try {
  await main();
} catch (error) {
  // What was staged before the mistake was found is no assembly.
  rmSync(app.outdir, { recursive: true, force: true });
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`weir: ${error.message}\n`);
  process.exitCode = EXIT.mistake;
}
