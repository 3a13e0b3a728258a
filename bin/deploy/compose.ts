import { type App, Duration, Validations } from 'aws-cdk-lib';
import type { DriftRunner } from '../../lib/constructs/drift/drift-job.ts';
import type { FirstModelSource } from '../../lib/constructs/first-model/first-model.ts';
import { DOCKERFILE, type FunctionCode } from '../../lib/constructs/inference-function/function-code.ts';
import type { Removal } from '../../lib/constructs/removal.ts';
import type { TrainingImage } from '../../lib/constructs/training/image.ts';
import type { DailyRun } from '../../lib/constructs/training/schedule.ts';
import { InferenceStack, type InferenceStackProps } from '../../lib/stacks/inference-stack.ts';
import { RegistryStack } from '../../lib/stacks/registry-stack.ts';
import { TrainingStack } from '../../lib/stacks/training-stack.ts';
import type { WeirStackProps } from '../../lib/stacks/weir-stack.ts';
import { type LeftOut, leaveOutUnsupported } from '../../localstack/emulator/unsupported.ts';
import type { BuiltInference, BuiltMonitoring } from './build-directories.ts';
import { costPrices } from './cost-prices.ts';
import type { Deployment } from './resolve-stage.ts';
import type { ModelSettings } from './settings.ts';
import type { TrainingSettings } from './training-settings.ts';

/** What was made of the repository for a deployment. */
export interface Parts {
  /** The function as it is zipped; a deployment of images needs none. */
  readonly inference: BuiltInference | undefined;
  /** What watches. */
  readonly monitoring: BuiltMonitoring;
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
 * The stacks of a stage: what its models share, one for each model, and one for training.
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
  const composed = { deployment, parts, platform };
  const training = addTraining(app, common, composed);
  for (const [model, settings] of Object.entries(deployment.models)) {
    const firstModel = parts.firstModels.get(model);
    new InferenceStack(app, `${prefix}-${stage}-${model}-inference`, {
      ...common,
      description: `Weir ${stage}: records in, predictions of ${model} out`,
      model,
      platform,
      code: functionCode(deployment, parts, platform),
      ...partSettings(settings),
      ...watching(composed, training, settings),
      alarms: { thresholds: settings.alarms, ...(runbookUrl === undefined ? {} : { runbookUrl }) },
      ...(firstModel === undefined ? {} : { firstModel }),
    });
  }
  return deployment.emulator ? leaveOut(app) : [];
}

/** cdk-nag would miss on an emulator what the same stage has on AWS. */
function leaveOut(app: App): readonly LeftOut[] {
  const leftOut = leaveOutUnsupported(app);
  for (const { path, missedBy, reason } of leftOut) {
    if (missedBy === undefined) continue;
    const stack = app.node.findChild(path.split('/')[0]!);
    Validations.of(stack).acknowledge({ id: missedBy, reason: `Left out for an emulator alone: ${reason}.` });
  }
  return leftOut;
}

/** A model's settings, by the part that they are of, in CDK's words. */
function partSettings(
  model: ModelSettings,
): Pick<InferenceStackProps, 'streams' | 'function' | 'eventSource'> {
  const { memoryMb, pollSeconds, profileSeconds, predictionLog, reservedConcurrency, order, outputFormat } =
    model;
  return {
    streams: { capacity: model.capacity, retention: Duration.hours(model.retentionHours) },
    function: {
      memoryMb,
      timeout: Duration.seconds(model.timeoutSeconds),
      pollSeconds,
      profileSeconds,
      predictionLog,
      order,
      outputFormat,
      ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    },
    eventSource: { settings: model.mapping, aggregated: model.aggregated },
  };
}

interface Composed {
  readonly deployment: Deployment;
  readonly parts: Parts;
  readonly platform: RegistryStack;
}

type Common = WeirStackProps & { readonly removal: Removal };

/** What judges the model's windows, and what its dashboard shows besides. */
function watching(
  { deployment, parts, platform }: Composed,
  training: TrainingStack | undefined,
  { labelStream }: ModelSettings,
): Pick<InferenceStackProps, 'drift' | 'labels' | 'hasTraining' | 'prices'> {
  const { job, ...told } = deployment.monitoring;
  const { drift, labels } = parts.monitoring;
  const runner: DriftRunner =
    job === 'fargate' && training !== undefined
      ? { kind: 'fargate', place: training.taskPlace(trainingImage(deployment, parts, platform)) }
      : { kind: 'lambda', directory: drift };
  return {
    drift: { ...told, runner },
    hasTraining: training !== undefined,
    prices: costPrices(deployment.region),
    ...(labelStream ? { labels: { directory: labels } } : {}),
  };
}

function addTraining(
  app: App,
  common: Common,
  { deployment, parts, platform }: Composed,
): TrainingStack | undefined {
  const { prefix, stage, training, runbookUrl } = deployment;
  if (training === undefined) return undefined;
  const { models, spot, network, cpuUnits, memoryMb, slaMinutes, mlflowUri } = training;
  return new TrainingStack(app, `${prefix}-${stage}-training`, {
    ...common,
    description: `Weir ${stage}: searches for better models, and promotes them through the gate`,
    platform,
    models: Object.keys(models),
    image: trainingImage(deployment, parts, platform),
    size: { cpuUnits, memoryMb },
    network,
    spot,
    slaSeconds: slaMinutes * 60,
    daily: dailyRuns(models, platform.registry.datasetsUri),
    mlflowUri,
    runbookUrl,
  });
}

/** Built by the deployment where the function is; else, without Docker, what somebody has pushed. */
function trainingImage(deployment: Deployment, parts: Parts, platform: RegistryStack): TrainingImage {
  const digest = deployment.training?.image;
  if (digest === undefined && deployment.package === 'image')
    return { kind: 'asset', context: parts.imageContext };
  return { kind: 'repository', repository: platform.images, digest };
}

/** The input of each model's daily run: what "weir train --remote" would send. */
function dailyRuns(models: TrainingSettings['models'], datasetsUri: string): readonly DailyRun[] {
  return Object.entries(models).flatMap(([model, { daily, data, ...search }]) =>
    daily === 'none'
      ? []
      : [{ model, at: daily, input: { model, data: `${datasetsUri}/${data}`, ...search } }],
  );
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
