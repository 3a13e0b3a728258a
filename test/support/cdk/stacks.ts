import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { InferenceStack, type InferenceStackProps } from '../../../lib/stacks/inference-stack.ts';
import { RegistryStack, type RegistryStackProps } from '../../../lib/stacks/registry-stack.ts';
import { TrainingStack, type TrainingStackProps } from '../../../lib/stacks/training-stack.ts';

const CDK_JSON = join(import.meta.dirname, '../../../cdk.json');

/** A directory with an index.mjs in place of the built function, so that no test waits for a build. */
export const FUNCTION_DIRECTORY = join(import.meta.dirname, 'function');

/** An app with the feature flags of cdk.json; the template validation, a second each, is left to the synth tests. */
export function testApp(context: Readonly<Record<string, unknown>> = {}): App {
  const flags = JSON.parse(readFileSync(CDK_JSON, 'utf8')).context;
  return new App({
    analyticsReporting: false,
    context: { ...flags, '@aws-cdk/core:validateAgainstDefaultRules': false, ...context },
  });
}

const STAGE = {
  prefix: 'weir',
  stage: 'test',
  region: 'us-east-1',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  removal: 'destroy',
} as const;

/** A registry stack; what a test says nothing of is the dev stage's. */
export function registryStack(app = testApp(), props: Partial<RegistryStackProps> = {}): RegistryStack {
  return new RegistryStack(app, 'weir-test-registry', { ...STAGE, alarmMails: [], ...props });
}

/** The streaming path of wine-quality, packed as a zip, over a registry stack of its own. */
export function inferenceStack(app = testApp(), props: Partial<InferenceStackProps> = {}): InferenceStack {
  return new InferenceStack(app, 'weir-test-wine-quality-inference', {
    ...STAGE,
    model: 'wine-quality',
    platform: props.platform ?? registryStack(app),
    code: { package: 'zip', directory: FUNCTION_DIRECTORY },
    streams: { capacity: { mode: 'provisioned', inputShards: 1, outputShards: 1 } },
    drift: { runner: { kind: 'lambda', directory: FUNCTION_DIRECTORY } },
    ...props,
  });
}

/** The training of wine-quality every day, over a registry stack of its own. */
export function trainingStack(app = testApp(), props: Partial<TrainingStackProps> = {}): TrainingStack {
  const platform = props.platform ?? registryStack(app);
  return new TrainingStack(app, 'weir-test-training', {
    ...STAGE,
    platform,
    models: ['wine-quality'],
    image: { kind: 'repository', repository: platform.images },
    size: { cpuUnits: 2_048, memoryMb: 4_096 },
    network: 'public',
    spot: true,
    slaSeconds: 7_200,
    daily: [{ model: 'wine-quality', at: '03:30', input: { model: 'wine-quality' } }],
    ...props,
  });
}
