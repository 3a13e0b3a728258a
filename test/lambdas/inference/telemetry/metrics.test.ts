import { expect, test } from 'vitest';
import { createMetrics, type MetricReport } from '../../../../lambdas/inference/telemetry/metrics.ts';
import { INFERENCE_METRICS, REJECTION_METRICS } from '../../../../lib/contract/metrics.ts';
import { REJECTION_REASON_NAMES } from '../../../../lib/contract/rejection.ts';
import { captureOutput } from '../../../support/captured-output.ts';
import { emfDocuments, expectValidEmf } from './emf.ts';

const DIMENSIONS = { stage: 'test', model: 'wine-quality', alias: 'champion' };

function published(report: Partial<MetricReport>) {
  const output = captureOutput();
  createMetrics(DIMENSIONS)({
    values: {},
    rejectedByReason: {},
    confidence: undefined,
    properties: {},
    ...report,
  });
  return emfDocuments(output.lines());
}

/** All metrics there are, each with the values that fill a document most. */
function everything(confidences: number): MetricReport {
  const names = Object.keys(INFERENCE_METRICS).filter((name) => name !== 'Confidence');
  return {
    values: Object.fromEntries(names.map((name, i) => [name, i + 0.5])),
    rejectedByReason: Object.fromEntries(REJECTION_REASON_NAMES.map((reason) => [reason, 1])),
    confidence: Float32Array.from({ length: confidences }, (_, i) => i / confidences),
    properties: { version: '7', requestId: 'a-b-c' },
  };
}

test.each([0, 1, 99, 100, 101, 10_000])('a batch with %i confidences is one valid document', (count) => {
  const documents = published(everything(count));
  expect(documents).toHaveLength(1);
  expectValidEmf(documents[0]!);
  const metrics = documents[0]!._aws.CloudWatchMetrics[0]!.Metrics;
  const expected = Object.entries(INFERENCE_METRICS).map(([Name, { unit }]) => ({
    Name,
    Unit: unit as string,
  }));
  const reasons = REJECTION_METRICS.map((Name) => ({ Name, Unit: 'Count' }));
  expect(metrics.toSorted(byName)).toEqual(
    [...expected, ...reasons].filter(({ Name }) => count > 0 || Name !== 'Confidence').toSorted(byName),
  );
});

test('one document follows the other, and nothing of the first is in the second', () => {
  const output = captureOutput();
  const publish = createMetrics(DIMENSIONS);
  publish(everything(100));
  publish({ ...everything(1), rejectedByReason: {}, values: { RecordsReceived: 1 }, properties: {} });
  const documents = emfDocuments(output.lines());
  expect(documents).toHaveLength(2);
  expectValidEmf(documents[1]!);
  expect(documents[1]).not.toHaveProperty('version');
  expect(documents[1]!._aws.CloudWatchMetrics[0]!.Metrics.map((m) => m.Name)).toEqual([
    'RecordsReceived',
    'Confidence',
  ]);
});

test('a value that is not finite is left out, and so is one that is not known', () => {
  const documents = published({
    values: { RecordsReceived: 1, InferLatency: Number.NaN, ModelAge: Infinity, PutLatency: undefined },
    confidence: Float32Array.of(Number.NaN),
  });
  expectValidEmf(documents[0]!);
  expect(documents[0]!._aws.CloudWatchMetrics[0]!.Metrics).toEqual([
    { Name: 'RecordsReceived', Unit: 'Count' },
  ]);
});

test('the version is a property: no metric is paid for by version', () => {
  const [document] = published(everything(1));
  expect(document).toMatchObject({ service: 'inference', ...DIMENSIONS, version: '7' });
});

test('a report without a single value prints nothing', () => {
  const output = captureOutput();
  createMetrics(DIMENSIONS)({ values: {}, rejectedByReason: {}, confidence: undefined, properties: {} });
  expect(output.text()).toBe('');
});

function byName(a: { readonly Name: string }, b: { readonly Name: string }): number {
  return a.Name < b.Name ? -1 : 1;
}
