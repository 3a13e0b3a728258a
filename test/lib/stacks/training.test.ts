import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { readmeBlocks } from '../../bin/support/readme-blocks.ts';
import {
  FUNCTION_DIRECTORY,
  inferenceStack,
  registryStack,
  testApp,
  trainingStack,
} from '../../support/cdk/stacks.ts';
import type { TemplateResource as Resource } from '../../support/cdk/template-resource.ts';

/** What the training stack must be to work on AWS, where no emulator would notice. */

const template = Template.fromStack(trainingStack(testApp())).toJSON();
const resources = Object.entries<Resource>(template.Resources);

function ofType(type: string): Resource[] {
  return resources.filter(([, { Type }]) => Type === type).map(([, resource]) => resource);
}

test('the first cluster of an account is made before it is told of Spot, whose providers want the role that it makes', () => {
  const [cluster] = ofType('AWS::ECS::Cluster');
  const [providers] = ofType('AWS::ECS::ClusterCapacityProviderAssociations');
  expect(cluster!.Properties.CapacityProviders).toBeUndefined();
  expect(providers!.Properties.CapacityProviders).toEqual(['FARGATE', 'FARGATE_SPOT']);
  const before = providers!.DependsOn!.map((id) => template.Resources[id].Type);
  expect(before).toContain('AWS::IAM::Policy');
});

test('a run goes on with the tasks of a deployment in its middle, which the role of the run may start', () => {
  const families = ofType('AWS::ECS::TaskDefinition').map(({ Properties }) => Properties.Family);
  const definition = JSON.stringify(
    ofType('AWS::StepFunctions::StateMachine')[0]!.Properties.DefinitionString,
  );
  const started = [...definition.matchAll(/TaskDefinition\\\\*":\\\\*"([^"\\]*)/g)].map(([, name]) => name);
  expect(started).toHaveLength(3);
  expect(new Set(started)).toEqual(new Set(families));
  const statements = ofType('AWS::IAM::Policy').flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
  const allowed = JSON.stringify(statements.find(({ Action }) => Action === 'ecs:RunTask').Resource);
  for (const family of families) expect(allowed).toContain(`:task-definition/${family}:*`);
});

test('what goes to S3 past the gateway goes to the own buckets, but for the layers of images', () => {
  const [gateway] = ofType('AWS::EC2::VPCEndpoint').filter(
    ({ Properties }) => Properties.VpcEndpointType === 'Gateway',
  );
  const allowed = gateway!.Properties.PolicyDocument.Statement.flatMap(
    ({ Resource }: { Resource: unknown }) => Resource,
  );
  expect(allowed).toHaveLength(5);
  const elsewhere = allowed
    .map((one: unknown) => JSON.stringify(one))
    .filter((one: string) => !/ModelRegistry/.test(one));
  expect(elsewhere).toEqual([expect.stringMatching(/:s3:::prod-us-east-1-starport-layer-bucket\/\*/)]);
});

test('a task is told its region, and not left to what Fargate may say', () => {
  for (const { Properties } of ofType('AWS::ECS::TaskDefinition'))
    expect(Properties.ContainerDefinitions[0].Environment).toContainEqual({
      Name: 'AWS_REGION',
      Value: 'us-east-1',
    });
});

test('a task has the time of its state, to end by itself where nobody stops it', () => {
  const text = JSON.stringify(ofType('AWS::StepFunctions::StateMachine')[0]!.Properties.DefinitionString);
  const given = [...text.matchAll(/WEIR_TASK_SECONDS\\\\*",\\\\*"Value\\\\*":\\\\*"(\d+)/g)].map(
    ([, seconds]) => Number(seconds),
  );
  expect(given).toEqual([1_800, 7_200, 3_600]);
});

test('the outputs that the README asks the registry stack for are there, as it goes on to write', () => {
  const shell = readmeBlocks().filter(({ language }) => language === 'sh');
  const asked = shell.flatMap(({ text }) => [...text.matchAll(/\(output (\w+)\)/g)].map(([, name]) => name));
  expect(asked).toContain('DatasetsUri');
  const outputs = Template.fromStack(registryStack(testApp())).toJSON().Outputs;
  expect(Object.keys(outputs)).toEqual(expect.arrayContaining(asked));
  expect(outputs.DatasetsUri.Value['Fn::Join'][1].at(-1)).toBe('/datasets');
});

test('the outputs that the runbook asks for are those of the stacks that it asks', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');
  const app = testApp();
  const platform = registryStack(app);
  const stacks = {
    REGISTRY: platform,
    INFERENCE: inferenceStack(app, { platform, labels: { directory: FUNCTION_DIRECTORY } }),
    TRAINING: trainingStack(app, { platform }),
  };
  const asked = [...text.matchAll(/output \$(\w+)_STACK (\w+)\)/g)].map(
    ([, stack, name]) => [stack!, name!] as const,
  );
  expect(asked.length).toBeGreaterThan(8);
  const missing = asked.filter(
    ([stack, name]) => !(name in Template.fromStack(stacks[stack as keyof typeof stacks]).toJSON().Outputs),
  );
  expect(missing).toEqual([]);
});
