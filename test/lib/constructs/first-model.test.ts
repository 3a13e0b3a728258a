import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { expect, onTestFinished, test } from 'vitest';
import { FirstModel } from '../../../lib/constructs/first-model/first-model.ts';
import { stageFirstModel } from '../../../lib/constructs/first-model/first-model-asset.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import { FUNCTION_DIRECTORY, registryStack } from '../../support/cdk/stacks.ts';
import { draftOf } from '../registry/support/draft.ts';

const file = { sha256: 'a'.repeat(64), bytes: 1 };
const MANIFEST = JSON.stringify({ ...draftOf('wine-quality'), artifacts: { model: file, golden: file } });

/** A directory as an export leaves it; its files are no model. */
function exportedVersion(manifest = MANIFEST): string {
  const directory = mkdtempSync(join(tmpdir(), 'weir-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const name of ['model.onnx', 'golden.json']) writeFileSync(join(directory, name), name);
  writeFileSync(join(directory, 'version.json'), manifest);
  return directory;
}

function firstModelIn(version: string): Template {
  const platform = registryStack();
  const stack = new Stack(platform.node.root, 'stack', { env: { region: 'us-east-1' } });
  new FirstModel(stack, 'FirstModel', {
    model: 'wine-quality',
    registry: platform.registry,
    source: { code: FUNCTION_DIRECTORY, version },
    logGroupName: '/aws/lambda/first-model',
    encryptionKey: new Key(stack, 'Key'),
    alarmTopic: platform.alarmTopic,
  });
  return Template.fromStack(stack);
}

test('the function has an end, a log that ends too, a destination, and a role that may write aliases', () => {
  const template = firstModelIn(exportedVersion());
  template.hasResourceProperties('AWS::Lambda::Function', {
    Architectures: ['x86_64'],
    Runtime: 'nodejs24.x',
    Timeout: 120,
    MemorySize: 1_024,
    LoggingConfig: { LogGroup: Match.anyValue() },
    Environment: { Variables: { WEIR_MODEL: 'wine-quality', WEIR_REGISTRY: Match.anyValue() } },
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: '/aws/lambda/first-model',
    RetentionInDays: 30,
    KmsKeyId: Match.anyValue(),
  });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
    DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
  });
  template.hasResourceProperties('AWS::IAM::Role', { Path: '/weir-test-registry/alias-writers/' });
  template.hasResourceProperties('Custom::WeirFirstModel', { ServiceTimeout: '600', Model: 'wine-quality' });
});

test('the same model gives the same asset, another model another', () => {
  const assetOf = (template: Template) =>
    Object.values(template.findResources('AWS::Lambda::Function'))[0]?.Properties.Code.S3Key;
  const first = assetOf(firstModelIn(exportedVersion()));
  expect(assetOf(firstModelIn(exportedVersion()))).toBe(first);
  expect(assetOf(firstModelIn(exportedVersion(MANIFEST.replace('a draft', 'another'))))).not.toBe(first);
});

test("files that others may not read on this machine Lambda's user may", () => {
  const version = exportedVersion();
  chmodSync(join(version, 'model.onnx'), 0o600);
  const staged = stageFirstModel('wine-quality', { code: FUNCTION_DIRECTORY, version });
  onTestFinished(() => rmSync(staged, { recursive: true }));
  expect(statSync(join(staged, 'version', 'model.onnx')).mode & 0o777).toBe(0o644);
});

test('a directory without a version, or with another model, fails the synthesis', () => {
  const empty = exportedVersion();
  rmSync(join(empty, 'version.json'));
  expect(() => firstModelIn(empty)).toThrow(UserError);
  expect(() => firstModelIn(empty)).toThrow(/firstModel.version is .* version.json is missing .*; expected/);
  const churn = exportedVersion(MANIFEST.replace('wine-quality', 'churn'));
  expect(() => firstModelIn(churn)).toThrow(/a version of churn; expected one of wine-quality/);
});

test('a model that no function can hold fails the synthesis with what to do instead', () => {
  const large = exportedVersion();
  mkdirSync(join(large, 'more'));
  writeFileSync(join(large, 'more', 'weights'), '');
  truncateSync(join(large, 'more', 'weights'), 262_144_000);
  expect(() => firstModelIn(large)).toThrow(UserError);
  expect(() => firstModelIn(large)).toThrow(/expected at most 262,144,000.*weir publish --promote/);
});
