import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { compose } from '../../../bin/deploy/compose.ts';
import { resolveStage } from '../../../bin/deploy/resolve-stage.ts';
import { STAGES } from '../../../bin/stages.ts';
import { DIGEST, PARTS, type Synthesized, synthesized } from '../../support/cdk/deployments.ts';
import { testApp, trainingStack } from '../../support/cdk/stacks.ts';

/** The stacks as a whole: what they are called, what they tell, and that a change of them is seen in review. */

const dev = synthesized({ stage: 'dev', package: 'zip' });

function template({ assembly, stacks }: Synthesized, ending: string) {
  const stack = stacks.find((candidate) => candidate.stackName.endsWith(ending))!;
  return assembly.getStackArtifact(stack.artifactId).template;
}

test('the registry stack is as it was reviewed', () => {
  expect(template(dev, '-registry')).toMatchSnapshot();
});

test('the inference stack is as it was reviewed', () => {
  expect(template(dev, '-inference')).toMatchSnapshot();
});

test('the training stack is as it was reviewed', () => {
  expect(template(dev, '-training')).toMatchSnapshot();
});

test('a private network has no way out, and endpoints that the tasks alone reach', () => {
  const template = Template.fromStack(trainingStack(testApp(), { network: 'private' })).toJSON();
  const resources = Object.values<{ Type: string; Properties: Record<string, unknown> }>(template.Resources);
  const types = resources.map(({ Type }) => Type);
  const endpoints = resources.filter(({ Type }) => Type === 'AWS::EC2::VPCEndpoint');
  expect(types).not.toContain('AWS::EC2::InternetGateway');
  expect(types).not.toContain('AWS::EC2::NatGateway');
  expect(endpoints.map(({ Properties }) => Properties.VpcEndpointType).sort()).toEqual([
    'Gateway',
    'Interface',
    'Interface',
    'Interface',
  ]);
  const rules = resources.filter(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress');
  expect(rules.map(({ Properties }) => [Properties.FromPort, Properties.ToPort])).toEqual([[443, 443]]);
  expect(JSON.stringify(template)).toContain('\\"AssignPublicIp\\":\\"DISABLED\\"');
});

test('a stage is a stack for what its models share, one for each model, and one for training', () => {
  expect(dev.stacks.map((stack) => stack.stackName)).toEqual([
    'weir-dev-registry',
    'weir-dev-training',
    'weir-dev-wine-quality-inference',
  ]);
});

test('the stacks tell what a person needs to send, to read, to look and to promote', () => {
  expect(Object.keys(template(dev, '-inference').Outputs)).toEqual([
    'InputStream',
    'OutputStream',
    'FunctionName',
    'SendCommand',
    'ReadCommand',
    'DashboardUrl',
    'ModelDashboardUrl',
    'DriftLog',
    'DriftFunctionName',
    'DriftDeadLettersUrl',
  ]);
  expect(Object.keys(template(dev, '-registry').Outputs)).toEqual(
    expect.arrayContaining(['RegistryUri', 'QuarantineUri', 'ImagesUri', 'PromoterRoleArn']),
  );
});

test('another model gets streams and a stack of its own beside the first, and asks the registry stack for nothing new', () => {
  const churn = synthesized({ stage: 'dev', model: 'churn', package: DIGEST });
  const streams = churn.resources.filter(({ type }) => type === 'AWS::Kinesis::Stream');
  expect(churn.stacks.map((stack) => stack.stackName)).toEqual([
    'weir-dev-registry',
    'weir-dev-training',
    'weir-dev-churn-inference',
  ]);
  expect(streams.map(({ properties }) => properties.Name)).toEqual([
    'weir-dev-churn-input',
    'weir-dev-churn-output',
  ]);
  expect(template(churn, '-registry')).toEqual(template(dev, '-registry'));
});

test('the longest names are as short as their services want them', () => {
  const [prefix, stage, model] = ['p'.repeat(20), 's'.repeat(20), 'm'.repeat(63)];
  const training = { models: { ['m'.repeat(49)]: { data: 'wines.csv', daily: '03:30' } } };
  const stages = {
    [stage]: { ...STAGES.dev!, prefix, package: 'zip', models: { [model]: {} }, training },
  } as const;
  const app = testApp();
  compose(app, resolveStage(stages, stage, {}), PARTS);
  const { stacks } = app.synth();
  const resources = stacks.flatMap(({ template }) => Object.values<Named>(template.Resources));
  const named = (type: string) =>
    resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
  const longest = (names: readonly (string | undefined)[]) => Math.max(...names.map((name) => name!.length));
  expect(longest(stacks.map(({ stackName }) => stackName))).toBeLessThanOrEqual(128);
  expect(longest(named('AWS::Kinesis::Stream').map(({ Name }) => Name))).toBeLessThanOrEqual(128);
  expect(longest(named('AWS::Logs::LogGroup').map(({ LogGroupName }) => LogGroupName))).toBeLessThanOrEqual(
    512,
  );
  expect(longest(named('AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName))).toBeLessThanOrEqual(255);
  expect(
    longest(named('AWS::CloudWatch::Dashboard').map((props) => props.DashboardName)),
  ).toBeLessThanOrEqual(255);
  expect(
    longest(named('AWS::StepFunctions::StateMachine').map((props) => props.StateMachineName)),
  ).toBeLessThanOrEqual(80);
  expect(named('AWS::Scheduler::Schedule').map(({ Name }) => Name)).toEqual([undefined, undefined]);
  const roles = named('AWS::IAM::Role').map(({ Path }) => Path ?? '/');
  expect(longest(roles)).toBeLessThanOrEqual(512);
});

interface Named {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, string>>;
}
