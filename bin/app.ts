import { App } from 'aws-cdk-lib';
import { WEIR_MAPPING } from '../lib/contract/event-source-mapping.ts';
import { InferenceStack } from '../lib/stacks/inference-stack.ts';
import { RegistryStack } from '../lib/stacks/registry-stack.ts';

const app = new App();
const common = {
  prefix: 'weir',
  stage: app.node.tryGetContext('stage') ?? 'dev',
  region: 'us-east-1',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  removal: 'destroy' as const,
};
const platform = new RegistryStack(app, `weir-${common.stage}-registry`, { ...common, alarmMails: [] });
new InferenceStack(app, `weir-${common.stage}-wine-quality-inference`, {
  ...common,
  model: 'wine-quality',
  platform,
  code: { package: 'zip', directory: 'dist/inference' },
  capacity: { mode: 'provisioned', inputShards: 1, outputShards: 1 },
  mapping: WEIR_MAPPING,
});
