import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import {
  FUNCTION_METRICS,
  METRIC_DIMENSIONS,
  METRIC_NAMESPACE,
  REJECTION_METRICS,
} from '../../../lib/contract/metrics.ts';
import { leaveOutUnsupported } from '../../../localstack/emulator/unsupported.ts';
import { inferenceStack, testApp } from '../../support/cdk/stacks.ts';

/** What AWS publishes of it: the dimensions, and the page that says so. */
const AWS_METRICS: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  'AWS/Lambda FunctionName': ['Errors', 'Throttles', 'Duration', 'ConcurrentExecutions', 'IteratorAge'],
  'AWS/Lambda EventSourceMappingUUID': [
    'DroppedEventCount',
    'FailedInvokeEventCount',
    'OnFailureDestinationDeliveredEventCount',
  ],
  // https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
  'AWS/Kinesis StreamName': [
    'GetRecords.IteratorAgeMilliseconds',
    'IncomingBytes',
    'IncomingRecords',
    'WriteProvisionedThroughputExceeded',
  ],
};

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly query?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
    readonly yAxis?: {
      readonly left?: { readonly label?: string };
      readonly right?: { readonly label?: string };
    };
    readonly annotations?: { readonly horizontal?: readonly { readonly value: number }[] };
  };
}

const stack = inferenceStack(testApp(), {
  streams: { capacity: { mode: 'provisioned', inputShards: 2, outputShards: 3 } },
});
const widgets = widgetsOf(Template.fromStack(stack));

/** References become their logical ids. */
function widgetsOf(template: Template): readonly Widget[] {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const [separator, parts] = dashboard!.Properties.DashboardBody['Fn::Join'] as [string, unknown[]];
  const text = parts.map((part) =>
    typeof part === 'string' ? part : JSON.stringify(part).replace(/[^\w]/g, ''),
  );
  return JSON.parse(text.join(separator)).widgets;
}

/** Each metric of a widget, with what stands for "as above" written out. */
function metricsOf({ properties }: Widget): readonly { readonly of: string; readonly name: string }[] {
  return (properties.metrics ?? []).map((row) => {
    const [namespace, name, ...rest] = row.filter((part) => typeof part === 'string');
    const dimensions = rest.filter((_, index) => index % 2 === 0);
    return { of: `${namespace} ${dimensions.join(' ')}`, name: String(name) };
  });
}

test('every metric is one that Weir or AWS publishes, with its dimensions', () => {
  const own = `${METRIC_NAMESPACE} ${[...METRIC_DIMENSIONS].sort().join(' ')}`;
  const published = { ...AWS_METRICS, [own]: [...Object.keys(FUNCTION_METRICS), ...REJECTION_METRICS] };
  const shown = widgets.flatMap(metricsOf);
  expect(shown.filter(({ of, name }) => !published[of]?.includes(name))).toEqual([]);
  // Up to 50 metrics a dashboard is free: https://aws.amazon.com/cloudwatch/pricing/
  const different = new Set(widgets.flatMap(({ properties }) => (properties.metrics ?? []).map(identity)));
  expect(different.size).toBe(50);
});

function identity(row: readonly unknown[]): string {
  return row.filter((part) => typeof part === 'string').join(' ');
}

test('no widget is empty, and no axis without a unit', () => {
  expect(widgets).toHaveLength(15);
  for (const { type, properties } of widgets) {
    const { markdown, query, alarms, metrics, title } = properties;
    expect(markdown ?? query ?? alarms?.length ?? metrics?.length).toBeTruthy();
    expect(type === 'text' || title).toBeTruthy();
    if (metrics !== undefined) expect(properties.yAxis?.left?.label).toBeTruthy();
    if (metrics?.some((row) => JSON.stringify(row).includes('"yAxis":"right"'))) {
      expect(properties.yAxis?.right?.label).toBeTruthy();
    }
  }
});

test('widgets fill the grid without a hole or an overlap, the alarms first and what to type last', () => {
  const rows = Math.max(...widgets.map(({ y, height }) => y + height));
  const cells = widgets.flatMap(({ x, y, width, height }) =>
    Array.from(
      { length: width * height },
      (_, index) => `${x + (index % width)},${y + Math.floor(index / width)}`,
    ),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(cells.length).toBe(24 * rows);
  expect([widgets[0]!.type, widgets[0]!.x, widgets[0]!.y, widgets.at(-1)!.type]).toEqual([
    'alarm',
    0,
    0,
    'text',
  ]);
});

test('the limit of provisioned streams is drawn, and none of those on demand', () => {
  const limits = (of: readonly Widget[]) =>
    of
      .filter(({ properties }) => properties.title?.includes('stream:'))
      .map(({ properties }) => properties.annotations?.horizontal?.map(({ value }) => value));
  const onDemand = inferenceStack(testApp(), { streams: { capacity: { mode: 'on-demand' } } });
  expect(limits(widgets)).toEqual([[120_000], [180_000]]);
  expect(limits(widgetsOf(Template.fromStack(onDemand)))).toEqual([undefined, undefined]);
});

test('an emulator that leaves alarms out does not break it', () => {
  const app = testApp();
  const local = inferenceStack(app);
  expect(leaveOutUnsupported(app)).toHaveLength(2);
  const template = Template.fromStack(local);
  expect(Object.keys(template.findResources('AWS::CloudWatch::Alarm'))).toHaveLength(7);
  expect(widgetsOf(template)[0]!.properties.alarms).toHaveLength(9);
  expect(JSON.stringify(template.toJSON())).not.toContain('AlarmsRejectedShare');
  expect(JSON.stringify(template.toJSON())).not.toContain('AlarmsNotFed');
});
