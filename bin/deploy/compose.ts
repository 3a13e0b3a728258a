import { type App, Duration } from 'aws-cdk-lib';
import type { FirstModelSource } from '../../lib/constructs/first-model/first-model.ts';
import { DOCKERFILE, type FunctionCode } from '../../lib/constructs/inference-function/function-code.ts';
import { InferenceStack, type InferenceStackProps } from '../../lib/stacks/inference-stack.ts';
import { RegistryStack } from '../../lib/stacks/registry-stack.ts';
import { type LeftOut, leaveOutUnsupported } from '../../localstack/emulator/unsupported.ts';
import type { BuiltInference } from './build-directories.ts';
import type { Deployment } from './resolve-stage.ts';
import type { ModelSettings } from './settings.ts';

/** What was made of the repository for a deployment. */
export interface Parts {
  /** The function as it is zipped; a deployment of images needs none. */
  readonly inference: BuiltInference | undefined;
  /** What `docker build` of the function's image sees: the repository. */
  readonly imageContext: string;
  /** The version to begin with, of models that have one on this machine. */
  readonly firstModels: ReadonlyMap<string, FirstModelOfMachine>;
}

export interface FirstModelOfMachine extends FirstModelSource {
  /** The data that it learned from, such as winequality-white.csv; undefined when its publisher did not say. */
  readonly trainedOn: string | undefined;
}

/**
 * The stacks of a stage: what its models share, and one for each model.
 * @returns what is left out, since the stage's emulator refuses it
 */
export function compose(app: App, deployment: Deployment, parts: Parts): readonly LeftOut[] {
  const { prefix, stage, account, region, removal, runbookUrl } = deployment;
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
    readerAccounts: deployment.readerAccounts,
    quarantineRetention: Duration.days(deployment.quarantineRetentionDays),
  });
  for (const [model, settings] of Object.entries(deployment.models)) {
    const firstModel = parts.firstModels.get(model);
    new InferenceStack(app, `${prefix}-${stage}-${model}-inference`, {
      ...common,
      description: `Weir ${stage}: records in, predictions of ${model} out`,
      model,
      platform,
      code: functionCode(deployment, parts, platform),
      ...partSettings(settings),
      alarms: { thresholds: settings.alarms, ...(runbookUrl === undefined ? {} : { runbookUrl }) },
      ...(firstModel === undefined ? {} : { firstModel }),
    });
  }
  return deployment.emulator ? leaveOutUnsupported(app) : [];
}

/** A model's settings, by the part that they are of, in CDK's words. */
function partSettings(
  model: ModelSettings,
): Pick<InferenceStackProps, 'streams' | 'function' | 'eventSource'> {
  const { memoryMb, pollSeconds, reservedConcurrency, order, outputFormat } = model;
  return {
    streams: { capacity: model.capacity, retention: Duration.hours(model.retentionHours) },
    function: {
      memoryMb,
      timeout: Duration.seconds(model.timeoutSeconds),
      pollSeconds,
      order,
      outputFormat,
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    },
    eventSource: { settings: model.mapping, aggregated: model.aggregated },
  };
}

function functionCode(deployment: Deployment, parts: Parts, platform: RegistryStack): FunctionCode {
  const packaging = deployment.package;
  if (packaging === 'image') {
    return { package: 'image-asset', context: parts.imageContext, dockerfile: DOCKERFILE };
  }
  if (packaging !== 'zip') return { package: 'image', repository: platform.images, digest: packaging };
  if (parts.inference === undefined) throw new Error('a zip needs the built function');
  const { directory, digest } = parts.inference;
  return { package: 'zip', directory, digest };
}
