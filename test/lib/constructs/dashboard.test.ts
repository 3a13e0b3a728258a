import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { costPrices } from '../../../bin/deploy/cost-prices.ts';
import {
  DRIFT_DIMENSIONS,
  DRIFT_FEATURE_DIMENSIONS,
  DRIFT_FEATURE_METRICS,
  DRIFT_METRICS,
  FUNCTION_METRICS,
  METRIC_DIMENSIONS,
  METRIC_NAMESPACE,
  REJECTION_METRICS,
  TRAINING_DIMENSIONS,
  TRAINING_METRICS,
} from '../../../lib/contract/metrics.ts';
import { NAME_PATTERN } from '../../../lib/contract/names.ts';
import { leaveOutUnsupported } from '../../../localstack/emulator/unsupported.ts';
import { inferenceStack, testApp } from '../../support/cdk/stacks.ts';

/** What AWS publishes of it: the dimensions, and the page that says so. */
const AWS_METRICS: Readonly<Record<string, readonly string[]>> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  'AWS/Lambda FunctionName': [
    'Errors',
    'Throttles',
    'Duration',
    'ConcurrentExecutions',
    'IteratorAge',
    'Invocations',
  ],
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
  // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
  'AWS/States StateMachineArn': [
    'ExecutionsStarted',
    'ExecutionsSucceeded',
    'ExecutionsFailed',
    'ExecutionsTimedOut',
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

const template = Template.fromStack(
  inferenceStack(testApp(), {
    streams: { capacity: { mode: 'provisioned', inputShards: 2, outputShards: 3 } },
    hasTraining: true,
    prices: costPrices('us-east-1'),
  }),
);
const DASHBOARDS = { path: widgetsOf(template), model: widgetsOf(template, '_model') } as const;
const both = Object.entries(DASHBOARDS);
const widgets = DASHBOARDS.path;

/** References become their logical ids. @param end of the dashboard's name */
function widgetsOf(template: Template, end = 'wine-quality'): readonly Widget[] {
  const dashboard = Object.values(template.findResources('AWS::CloudWatch::Dashboard')).find(
    ({ Properties }) => Properties.DashboardName.endsWith(end),
  );
  const [separator, parts] = dashboard!.Properties.DashboardBody['Fn::Join'] as [string, unknown[]];
  const text = parts.map((part) =>
    typeof part === 'string' ? part : JSON.stringify(part).replace(/[^\w]/g, ''),
  );
  return JSON.parse(text.join(separator)).widgets;
}

/** Each metric of a widget, with what stands for "as above" written out. */
function metricsOf({ properties }: Widget): readonly { readonly of: string; readonly name: string }[] {
  return rowsOf(properties).map((row) => {
    const [namespace, name, ...rest] = row.filter((part) => typeof part === 'string');
    const dimensions = rest.filter((_, index) => index % 2 === 0);
    return { of: `${namespace} ${dimensions.join(' ')}`, name: String(name) };
  });
}

/** Without expressions, whose metrics have rows of their own. */
function rowsOf({ metrics = [] }: Widget['properties']): readonly (readonly unknown[])[] {
  return metrics.filter((row) => typeof row[0] === 'string');
}

function expressionsOf({ properties: { metrics = [] } }: Widget): readonly string[] {
  return metrics.flatMap(([first]) =>
    typeof first === 'object' ? [(first as { readonly expression: string }).expression] : [],
  );
}

const own = (dimensions: readonly string[]) => `${METRIC_NAMESPACE} ${[...dimensions].sort().join(' ')}`;
const PUBLISHED: Readonly<Record<string, readonly string[]>> = {
  ...AWS_METRICS,
  [own(METRIC_DIMENSIONS)]: [...Object.keys(FUNCTION_METRICS), ...REJECTION_METRICS],
  [own(DRIFT_DIMENSIONS)]: Object.keys(DRIFT_METRICS),
  [own(TRAINING_DIMENSIONS)]: Object.keys(TRAINING_METRICS),
};

test.each(both)('on the dashboard of the %s every metric is one that Weir or AWS publishes', (_, of) => {
  const shown = of.flatMap(metricsOf);
  expect(shown.length).toBeGreaterThan(20);
  expect(shown.filter(({ of, name }) => !PUBLISHED[of]?.includes(name))).toEqual([]);
});

test.each([
  ['path', 48],
  ['model', 37],
] as const)('the dashboard of the %s has %i metrics, of 50 that are free', (name, count) => {
  const rows = DASHBOARDS[name].flatMap(({ properties }) => rowsOf(properties).map(identity));
  expect(new Set(rows).size).toBe(count);
});

function identity(row: readonly unknown[]): string {
  return row.filter((part) => typeof part === 'string').join(' ');
}

test('the features that drift are found by a search for what the drift job publishes of them', () => {
  const [search] = DASHBOARDS.model.flatMap(expressionsOf).filter((text) => text.startsWith('SEARCH'));
  const [, schema, metric, values] = /^SEARCH\('\{(.*)\} MetricName="(\w+)" (.*)', 'Maximum', 3600\)$/.exec(
    search!,
  )!;
  expect(schema).toBe([METRIC_NAMESPACE, ...DRIFT_FEATURE_DIMENSIONS].join(','));
  expect(Object.keys(DRIFT_FEATURE_METRICS)).toContain(metric);
  expect(values).toBe('service="drift" stage="test" model="wine-quality"');
});

test('what an expression multiplies are metrics of its own and plain numbers', () => {
  const sums = DASHBOARDS.model.flatMap(expressionsOf).filter((text) => !text.startsWith('SEARCH'));
  expect(sums.length).toBe(4);
  const ids = new Set(
    DASHBOARDS.model.flatMap(({ properties }) =>
      rowsOf(properties).map((row) => (row.at(-1) as { readonly id?: string }).id),
    ),
  );
  for (const sum of sums) {
    const names = sum.replaceAll('CEIL', '').match(/[a-z]\w*/gi)!;
    expect([sum, names.filter((name) => !ids.has(name))]).toEqual([sum, []]);
  }
});

/** Of 1,000 records of 1 KB in each direction, and 2,000 invocations of 100 ms, in an hour. */
test('the cost of an hour is what its price list says', () => {
  const values = { inRecords: 1_000, outRecords: 1_000, inBytes: 1_024_000, outBytes: 1_024_000 };
  const calls = { functionCalls: 2_000, functionMs: 200_000, jobCalls: 1, jobMs: 10_000 };
  const [inference, streams, job] = DASHBOARDS.model
    .flatMap(expressionsOf)
    .filter((text) => /Calls|Records/.test(text))
    .map((text) => {
      const known = { ...values, ...calls, CEIL: Math.ceil };
      return new Function(...Object.keys(known), `return ${text}`)(...Object.values(known)) as number;
    });
  expect(inference).toBeCloseTo(200 * (1_769 / 1_024) * 0.0000166667 + 2_000 * 0.2e-6, 8);
  expect(streams).toBeCloseTo(5 * 0.015 + 2_000 * 0.014e-6, 8);
  expect(job).toBeCloseTo(10 * 2 * 0.0000166667 + 0.2e-6, 8);
});

test.each(both)('on the dashboard of the %s no widget is empty, and no axis without a unit', (_, of) => {
  expect(of.length).toBeGreaterThan(12);
  for (const { type, properties } of of) {
    const { markdown, query, alarms, metrics, title } = properties;
    expect(markdown ?? query ?? alarms?.length ?? metrics?.length).toBeTruthy();
    expect(type === 'text' || title).toBeTruthy();
    if (metrics !== undefined) expect(properties.yAxis?.left?.label).toBeTruthy();
    if (metrics?.some((row) => JSON.stringify(row).includes('"yAxis":"right"'))) {
      expect(properties.yAxis?.right?.label).toBeTruthy();
    }
  }
});

test.each(both)(
  'the widgets of the %s fill the grid without a hole or an overlap, what to type last',
  (_, of) => {
    const rows = Math.max(...of.map(({ y, height }) => y + height));
    const cells = of.flatMap(({ x, y, width, height }) =>
      Array.from(
        { length: width * height },
        (_, index) => `${x + (index % width)},${y + Math.floor(index / width)}`,
      ),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.length).toBe(24 * rows);
    expect(of.at(-1)!.type).toBe('text');
  },
);

test('the alarms come first, all of them; the dashboards link to each other and to the report of drift', () => {
  expect([widgets[0]!.type, widgets[0]!.x, widgets[0]!.y]).toEqual(['alarm', 0, 0]);
  expect(widgets[0]!.properties.alarms).toHaveLength(18);
  const [path, model] = [widgets, DASHBOARDS.model].map((of) => of.at(-1)!.properties.markdown!);
  expect(path).toContain('#dashboards/dashboard/weir-test-wine-quality_model)');
  expect(model).toContain('#dashboards/dashboard/weir-test-wine-quality)');
  expect(model).toContain('drift/wine-quality/latest.html)');
});

test('the dashboard of a model has a name that no path of another model can have', () => {
  const names = Object.values(template.findResources('AWS::CloudWatch::Dashboard')).map(
    ({ Properties }) => Properties.DashboardName.replace('weir-test-', '') as string,
  );
  expect(names).toEqual(['wine-quality', 'wine-quality_model']);
  expect(names.filter((name) => NAME_PATTERN.test(name))).toEqual(['wine-quality']);
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
  expect(leaveOutUnsupported(app)).toHaveLength(3);
  const template = Template.fromStack(local);
  expect(Object.keys(template.findResources('AWS::CloudWatch::Alarm'))).toHaveLength(15);
  expect(widgetsOf(template)[0]!.properties.alarms).toHaveLength(18);
  for (const left of ['AlarmsRejectedShare', 'AlarmsNotFed', 'OwnAlarmsErrorRate'])
    expect(JSON.stringify(template.toJSON())).not.toContain(left);
});
