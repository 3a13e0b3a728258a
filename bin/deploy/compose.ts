import type { App } from 'aws-cdk-lib';
import { DOCKERFILE, type FunctionCode } from '../../lib/constructs/inference-function/function-code.ts';
import { InferenceStack } from '../../lib/stacks/inference-stack.ts';
import { RegistryStack } from '../../lib/stacks/registry-stack.ts';
import type { Deployment } from './resolve-stage.ts';
import { ROOT } from './root.ts';

/** What was made of the repository for a deployment. */
export interface Parts {
  /** Where the function was built; a deployment of images needs none. */
  readonly inferenceDirectory: string | undefined;
}

/** The stacks of a stage: what its models share, and one for each model. */
export function compose(app: App, deployment: Deployment, parts: Parts): void {
  const { prefix, stage, account, region, removal } = deployment;
  const common = {
    prefix,
    stage,
    region,
    removal,
    availabilityZones: deployment.zones.map((letter) => `${region}${letter}`),
    ...(account === undefined ? {} : { account }),
    terminationProtection: removal === 'keep',
  };
  const platform = new RegistryStack(app, `${prefix}-${stage}-registry`, {
    ...common,
    description: `Weir ${stage}: model registry, quarantine, images and alarm topic of all models`,
    alarmMails: deployment.alarmMails,
  });
  for (const [model, settings] of Object.entries(deployment.models)) {
    new InferenceStack(app, `${prefix}-${stage}-${model}-inference`, {
      ...common,
      ...settings,
      description: `Weir ${stage}: records in, predictions of ${model} out`,
      model,
      platform,
      code: functionCode(deployment, parts, platform),
    });
  }
}

function functionCode(deployment: Deployment, parts: Parts, platform: RegistryStack): FunctionCode {
  const packaging = deployment.package;
  if (packaging === 'image') return { package: 'image-asset', context: ROOT, dockerfile: DOCKERFILE };
  if (packaging !== 'zip') return { package: 'image', repository: platform.images, digest: packaging };
  if (parts.inferenceDirectory === undefined) throw new Error('a zip needs the built function');
  return { package: 'zip', directory: parts.inferenceDirectory };
}
