import { expect, test } from 'vitest';
import { createMetrics } from '../../../lambdas/inference/telemetry/metrics.ts';
import { MetricStore } from '../../../localstack/metrics/metric-store.ts';
import { Heartbeats } from '../../../training/task/heartbeats.ts';
import { captureOutput } from '../../support/captured-output.ts';
import { emf, FUNCTION, ofFunction, STAGE } from './published.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;

function storeAt(startMs = NOON, limits = {}) {
  const clock = { nowMs: startMs };
  return { clock, store: new MetricStore({ now: () => new Date(clock.nowMs), ...limits }) };
}

test('what the function itself prints is taken: values, lists of values, reasons', () => {
  const output = captureOutput();
  createMetrics(FUNCTION)({
    values: { RecordsReceived: 5, RecordsRejected: 2, InferLatency: 12.5 },
    rejectedByReason: { 'not-json': 2 },
    confidence: new Float32Array([0.5, 1]),
    properties: { requestId: 'a' },
  });
  const { store } = storeAt(Date.now());

  expect(output.lines().map((line) => store.take(line))).toEqual([true]);

  expect(store.series('RecordsReceived')).toMatchObject([{ labels: FUNCTION, total: 5 }]);
  expect(store.series('Confidence')).toMatchObject([{ total: 1.5, count: 2 }]);
  expect(store.series('Rejections', { reason: 'not-json' })).toMatchObject([{ total: 2 }]);
});

test('what a training task prints is taken', () => {
  const { store } = storeAt();
  const startedAt = new Date(NOON - MINUTE);
  const now = () => new Date(NOON);
  new Heartbeats({
    stage: 'local',
    startedAt,
    now,
    properties: {},
    write: (line) => store.take(line),
  }).stop();
  expect(store.series('RunAge')).toMatchObject([{ labels: STAGE, latest: { value: 60, atMs: NOON } }]);
});

test.each([
  ['no JSON', 'START RequestId: 1 "CloudWatchMetrics"'],
  ['a log line', JSON.stringify({ level: 'INFO', message: 'model loaded' })],
  ['a document of another namespace', ofFunction({ RecordsReceived: 1 }, NOON).replace('"Weir"', '"Other"')],
])('%s is passed by', (_, line) => {
  const { store } = storeAt();
  expect(store.take(line)).toBe(false);
});

test.each([
  ['a metric that the contract does not know', ofFunction({ Surprise: 1 }, NOON)],
  ['a metric under the name of another service', emf('training', FUNCTION, { RecordsReceived: 1 }, NOON)],
  ['a metric without its dimensions', emf('inference', { stage: 'local' }, { RecordsReceived: 1 }, NOON)],
  ['a value that is no number', ofFunction({ RecordsReceived: 1 }, NOON).replace(/:1}$/, ':"1"}')],
])('%s makes no series', (_, line) => {
  const { store } = storeAt();
  expect(store.take(line)).toBe(true);
  expect(['Surprise', 'RecordsReceived'].flatMap((name) => store.series(name))).toEqual([]);
});

test('values lie in the minute of their document, whenever they come', () => {
  const { store } = storeAt();
  store.take(ofFunction({ ResponseTime: 30 }, NOON));
  store.take(ofFunction({ ResponseTime: 10 }, NOON - MINUTE));
  store.take(ofFunction({ ResponseTime: [20, 40] }, NOON + 1));
  const [series] = store.series('ResponseTime');
  expect(series?.minutes).toEqual([
    { atMs: NOON - MINUTE, sum: 10, count: 1, minimum: 10, maximum: 10, last: 10 },
    { atMs: NOON, sum: 90, count: 3, minimum: 20, maximum: 40, last: 40 },
  ]);
  expect(series?.latest).toEqual({ value: 40, atMs: NOON + 1 });
});

test('a window joins the series of a metric in whole minutes, and is nothing where nothing is', () => {
  const { store } = storeAt();
  store.take(ofFunction({ RecordsReceived: 3 }, NOON));
  store.take(emf('inference', { ...FUNCTION, model: 'other' }, { RecordsReceived: 4 }, NOON + 30_000));
  const noon = { fromMs: NOON, toMs: NOON + MINUTE };
  expect(store.window('RecordsReceived', noon)).toMatchObject({ sum: 7, count: 2, minimum: 3, maximum: 4 });
  expect(store.window('RecordsReceived', { ...noon, labels: { model: 'other' } })?.sum).toBe(4);
  expect(store.window('RecordsReceived', { fromMs: NOON + MINUTE, toMs: NOON + 2 * MINUTE })).toBeUndefined();
});

test('memory is bounded: old minutes go, values of the far future and series beyond the limit are not kept', () => {
  const { store, clock } = storeAt(NOON, { keepMinutes: 10, maxSeries: 1 });
  for (let minute = 0; minute < 100; minute++) {
    clock.nowMs = NOON + minute * MINUTE;
    store.take(ofFunction({ RecordsReceived: 1 }, clock.nowMs));
  }
  store.take(ofFunction({ RecordsReceived: 1 }, NOON));
  store.take(ofFunction({ RecordsReceived: 1 }, NOON + 10_000 * MINUTE));
  store.take(ofFunction({ RecordsRejected: 1 }, NOON));
  expect(store.series('RecordsReceived')[0]).toMatchObject({ total: 102 });
  expect(store.series('RecordsReceived')[0]?.minutes).toHaveLength(10);
  expect(store.series('RecordsRejected')).toEqual([]);
  expect(store.dropped).toBe(1);
});
