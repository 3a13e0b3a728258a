import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { expect, test } from 'vitest';
import { leaveOutUnsupported, leftOutLines, UNSUPPORTED } from '../../../localstack/emulator/unsupported.ts';
import { type Resource, synthesized } from '../../support/cdk/deployments.ts';

type Properties = Readonly<Record<string, unknown>>;

const PLAIN = { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1, threshold: 1 };

function stackWithAlarms(): Stack {
  const stack = new Stack(new App({ analyticsReporting: false }), 'stack');
  new CfnAlarm(stack, 'Plain', { ...PLAIN, namespace: 'Weir', metricName: 'Rejected' });
  new CfnAlarm(stack, 'Share', { ...PLAIN, metrics: [{ id: 'share', expression: '1 + 1' }] });
  return stack;
}

function logicalIds(stack: Stack): string[] {
  return stack.node
    .findAll()
    .filter((construct) => CfnResource.isCfnResource(construct))
    .map((construct) => construct.node.id);
}

test('what the table names is taken out of the tree and named; the rest stays', () => {
  const stack = stackWithAlarms();

  const leftOut = leaveOutUnsupported(stack.node.root);

  expect(logicalIds(stack)).toEqual(['Plain']);
  expect(leftOut).toEqual([
    { path: 'stack/Share', type: 'AWS::CloudWatch::Alarm', reason: expect.stringContaining('MiniStack') },
  ]);
  expect(leftOutLines(leftOut)[0]).toMatch(/^left out: stack\/Share \(AWS::CloudWatch::Alarm\): /);
});

test('a table without rows leaves a tree as it is', () => {
  const stack = stackWithAlarms();

  expect(leaveOutUnsupported(stack.node.root, [])).toEqual([]);
  expect(logicalIds(stack)).toEqual(['Plain', 'Share']);
});

test.each(UNSUPPORTED)('the example of $type ($which) is one that its row matches', (row) => {
  const names = Object.entries(row.example).map(([name, value]) => [
    name[0]!.toLowerCase() + name.slice(1),
    value,
  ]);
  expect(row.matches(Object.fromEntries(names))).toBe(true);
});

/** A run every day, and what watches it; a stream of labels, and what watches that. */
const BESIDES =
  /^(training\/(Schedule|Alarms\/Training(NotStarted|Stale))|wine-quality-inference\/Label(s|Alarms))\//;

test('stage local has the resources of stage dev, but for just those of the table, and a schedule and labels besides', () => {
  const dev = synthesized({ stage: 'dev', package: 'zip' }).resources;
  const local = synthesized({ stage: 'local' }).resources;
  const rowOf = ({ type, construct }: Resource) =>
    UNSUPPORTED.find((row) => row.type === type && row.matches(construct as unknown as Properties));
  const placeOf = ({ stack, path, type }: Resource) =>
    `${stack.stackName.replace(/^weir-\w+-/, '')}/${path} (${type})`;

  const expected = dev.filter((resource) => rowOf(resource) === undefined).map(placeOf);
  const places = local.map(placeOf);
  expect(places.filter((place) => !BESIDES.test(place)).toSorted()).toEqual(expected.toSorted());
  expect(places.filter((place) => BESIDES.test(place)).length).toBeGreaterThan(3);
  expect(local.filter(rowOf).map(placeOf)).toEqual([]);
  // A row that nothing in the stacks needs is no row.
  expect(UNSUPPORTED.filter((row) => !dev.some((resource) => rowOf(resource) === row))).toEqual([]);
});

test('nothing in stage local refers to what it leaves out', () => {
  const { assembly } = synthesized({ stage: 'local' });
  for (const { template } of assembly.stacks) {
    const targets = [
      ...[...JSON.stringify(template).matchAll(/\{"Fn::GetAtt":\["(\w+)"/g)].map((match) => match[1]!),
      ...[...JSON.stringify(template).matchAll(/\{"Ref":"(\w+)"/g)].map((match) => match[1]!),
    ];
    const known = new Set(Object.keys({ ...template.Resources, ...template.Parameters }));
    expect(targets.filter((target) => !known.has(target))).toEqual([]);
  }
});
