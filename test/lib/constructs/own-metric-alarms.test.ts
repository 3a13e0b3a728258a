import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { ALARM_NAMES, ALARMS, type AlarmName } from '../../../lib/contract/alarms.ts';
import { type AlarmProperties, minutesInAlarm, type Series } from '../../support/alarm-evaluation.ts';
import { FUNCTION_DIRECTORY, inferenceStack, testApp } from '../../support/cdk/stacks.ts';

/** The alarms of lib/contract/alarms.ts as CloudWatch evaluates them. */

type Deployed = AlarmProperties & {
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly WarmUpConfiguration?: { readonly WarmUpPeriodDurationInMinutes: number };
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
};

function alarmsOf(stack: ReturnType<typeof inferenceStack>): ReadonlyMap<string, Deployed> {
  const found = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm');
  return new Map(
    Object.values(found).map(({ Properties }) => [
      Properties.AlarmName.replace('weir-test-wine-quality-', ''),
      Properties,
    ]),
  );
}

const alarms = alarmsOf(inferenceStack(testApp()));

function on(name: AlarmName, series: Series): number[] {
  return minutesInAlarm(alarms.get(name)!, series);
}

/** The same value in so many minutes, then nothing for so many. */
function minutes(count: number, value: number, silent = 0): (number | undefined)[] {
  return [...Array(count).fill(value), ...Array(silent).fill(undefined)];
}

/** Once an hour, at a quarter past it. */
function hourly(...values: readonly (number | undefined)[]): (number | undefined)[] {
  return values.flatMap((value) =>
    Array.from({ length: 60 }, (_, minute) => (minute === 15 ? value : undefined)),
  );
}

test('every alarm of the contract is deployed, under its own name', () => {
  expect(ALARM_NAMES.filter((name) => !alarms.has(name))).toEqual([]);
  expect(ALARM_NAMES.length).toBe(9);
});

test('the error rate counts what was rejected and what was handed back, of however few records', () => {
  const share = (received: number, rejected: number, unfinished: number | undefined) =>
    on('error-rate', {
      RecordsReceived: minutes(5, received, 10),
      RecordsRejected: minutes(5, rejected, 10),
      RecordsUnfinished: minutes(5, unfinished as number, 10),
    });
  expect(share(10, 3, 3)).toEqual([4]);
  expect(share(1, 1, 0)).toEqual([4]);
  // Half is not more than half.
  expect(share(10, 2, 3)).toEqual([]);
  expect(share(10, 6, undefined)).toEqual([4]);
  expect(share(0, 0, 0)).toEqual([]);
});

test.each<[AlarmName, string, bad: number, good: number]>([
  ['low-confidence', 'Confidence', 0.59, 0.6],
  ['slow-batches', 'BatchLatency', 1_001, 1_000],
  ['slow-response', 'ResponseTime', 2_001, 2_000],
  ['model-age', 'ModelAge', 129_601, 129_600],
])('%s goes off by five minutes of %s, and ends with the next five', (name, metric, bad, good) => {
  expect(on(name, { [metric]: [...minutes(5, bad), ...minutes(5, good)] })).toEqual([4]);
  expect(on(name, { [metric]: minutes(10, good) })).toEqual([]);
  expect(on(name, { [metric]: minutes(0, 0, 10) })).toEqual([]);
});

test.each<[AlarmName, string, bad: number, good: number]>([
  ['accuracy', 'Accuracy', 0.49, 0.5],
  ['drift', 'DriftDetected', 1, 0],
  ['data-quality', 'QualityFindings', 1, 0],
])('%s stays on from run to run of the job, though one is late', (name, metric, bad, good) => {
  const hours = (minutes: readonly number[]) => minutes.map((minute) => (minute + 1) / 60);
  expect(hours(on(name, { [metric]: hourly(good, bad, good, good, good) }))).toEqual([2, 3]);
  // A run later than an hour after the last: no mail that it is over, and none that it is on again.
  expect(hours(on(name, { [metric]: hourly(bad, undefined, bad, good, good) }))).toEqual([1, 2, 3, 4]);
  expect(on(name, { [metric]: hourly(good, good, undefined, good) })).toEqual([]);
});

test('a drift job that came to no end for three hours is missed, one hour is not', () => {
  const runs = { DriftRuns: hourly(1, 1, 1, undefined, 1, undefined, undefined, undefined, 1) };
  const hours = on('drift-job-missing', runs).map((minute) => (minute + 1) / 60);
  expect(hours.filter((hour) => hour > 2)).toEqual([8]);
});

test('an alarm to which silence is a fault has its whole window and more before it is judged for the first time', () => {
  const silent = [...alarms].filter(([, { TreatMissingData }]) => TreatMissingData === 'breaching');
  expect(silent.map(([name]) => name)).toEqual(['drift-job-missing']);
  const { WarmUpConfiguration, EvaluationPeriods, Period } = silent[0]![1];
  expect(WarmUpConfiguration).toEqual({ WarmUpPeriodDurationInMinutes: 240 });
  expect(240 * 60).toBeGreaterThan(EvaluationPeriods * Period!);
});

test('the longest addresses that a stage may have fit in the text of an alarm', () => {
  const of = (length: number) => `https://${'a'.repeat(length - 'https://'.length)}`;
  const stack = inferenceStack(testApp(), {
    alarms: { runbookUrl: of(300) },
    drift: { runner: { kind: 'lambda', directory: FUNCTION_DIRECTORY }, reportUrl: of(300) },
  });
  // The longest name of a model has 63 characters, and stands in the address of its report.
  const longer = 63 - 'wine-quality'.length;
  for (const { AlarmDescription } of alarmsOf(stack).values())
    expect(AlarmDescription.length + longer).toBeLessThanOrEqual(1_024);
});

test('an alarm watches the very metric of its part: of the function with its alias, of the job without', () => {
  const dimensions = (name: AlarmName) =>
    Object.fromEntries(alarms.get(name)!.Dimensions!.map(({ Name, Value }) => [Name, Value]));
  const model = { stage: 'test', model: 'wine-quality' };
  expect(dimensions('low-confidence')).toEqual({ service: 'inference', alias: 'champion', ...model });
  expect(dimensions('drift')).toEqual({ service: 'drift', ...model });
});

test('where a report is the answer the alarm links to it, and all link to their place in the runbook', () => {
  const text = (name: string) => JSON.stringify(alarms.get(name)!.AlarmDescription);
  const linked = ALARM_NAMES.filter((name) => text(name).includes('drift/wine-quality/latest.html'));
  expect(linked).toEqual(['low-confidence', 'accuracy', 'drift', 'data-quality']);
  for (const name of ALARM_NAMES) {
    expect(text(name)).toContain(ALARMS[name].means);
    expect(text(name)).toContain(`docs/runbook.md#${name}`);
  }
});

test('thresholds of the stage move the alarms, and each says with which it was deployed', () => {
  const thresholds = { errorRate: 0.2, modelAgeSeconds: 3_600, qualityFindings: 2, iteratorAgeSeconds: 60 };
  const moved = alarmsOf(inferenceStack(testApp(), { alarms: { thresholds } }));
  const of = (name: string) => {
    const { Threshold, Tags } = moved.get(name)!;
    return [Threshold, Tags.find(({ Key }) => Key === 'threshold')?.Value];
  };
  expect(of('error-rate')).toEqual([0.2, '0.2']);
  expect(of('model-age')).toEqual([3_600, '3600']);
  expect(of('data-quality')).toEqual([2, '2']);
  expect(of('iterator-age')).toEqual([60_000, '60000']);
  expect(of('low-confidence')).toEqual([0.6, '0.6']);
});
