import { expect, test } from 'vitest';
import { ALARMS, type AlarmName } from '../../../lib/contract/alarms.ts';
import { evaluateAlarm } from '../../../localstack/alarms/evaluate.ts';
import { MetricStore } from '../../../localstack/metrics/metric-store.ts';
import { ofDrift, ofFunction } from '../metrics/published.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 21, 0);
const NOW = START + 5 * HOUR;

function evaluated(name: AlarmName, lines: readonly string[], nowMs = NOW) {
  const clock = { nowMs: START };
  const store = new MetricStore({ now: () => new Date(clock.nowMs) });
  clock.nowMs = nowMs;
  for (const line of lines) store.take(line);
  const { threshold } = ALARMS[name];
  const labels = { model: 'wine-quality' };
  return evaluateAlarm(ALARMS[name], { store, labels, threshold, now: new Date(nowMs) });
}

const traffic = (received: number, rejected: number, unfinished = 0, atMs = NOW) =>
  ofFunction({ RecordsReceived: received, RecordsRejected: rejected, RecordsUnfinished: unfinished }, atMs);

test.each([
  ['half of the records is no alarm yet', [traffic(10, 5)], { state: 'ok', value: 0.5 }],
  ['more than half is one', [traffic(10, 3, 3)], { state: 'alarm', value: 0.6 }],
  [
    'five minutes count together',
    [traffic(10, 10, 0, NOW - 4 * MINUTE), traffic(90, 0)],
    { state: 'ok', value: 0.1 },
  ],
  ['what is older does not count', [traffic(10, 10, 0, NOW - 5 * MINUTE)], { state: 'ok', value: null }],
  ['nothing received is no error', [traffic(0, 0)], { state: 'ok', value: 0 }],
])('a share of several metrics: %s', (_, lines, expected) => {
  expect(evaluated('error-rate', lines)).toEqual(expected);
});

test('a mean weighs every value alike', () => {
  const lines = [
    ofFunction({ Confidence: [0.5, 0.5, 0.5] }, NOW - MINUTE),
    ofFunction({ Confidence: 0.9 }, NOW),
  ];
  const { state, value } = evaluated('low-confidence', lines);
  expect(value).toBeCloseTo(0.6, 9);
  expect(state).toBe('ok');
  expect(evaluated('low-confidence', [ofFunction({ Confidence: [0.5, 0.6] }, NOW)]).state).toBe('alarm');
});

test('a maximum and a minimum look at the worst of the hour', () => {
  const lines = [
    ofDrift({ DriftDetected: 1, Accuracy: 0.4 }, NOW - 59 * MINUTE),
    ofDrift({ DriftDetected: 0, Accuracy: 0.9 }, NOW),
  ];
  expect(evaluated('drift', lines)).toEqual({ state: 'alarm', value: 1 });
  expect(evaluated('accuracy', lines)).toEqual({ state: 'alarm', value: 0.4 });
  expect(evaluated('drift', lines, NOW + 2 * MINUTE).state).toBe('ok');
});

test('an alarm of the hour goes on while the next run takes its minutes, and ends when none comes', () => {
  const drifted = [ofDrift({ DriftDetected: 1 }, NOW)];
  expect(evaluated('drift', drifted, NOW + 61 * MINUTE)).toEqual({ state: 'alarm', value: 1 });
  expect(evaluated('drift', drifted, NOW + 76 * MINUTE)).toEqual({ state: 'ok', value: null });
  const steady = [...drifted, ofDrift({ DriftDetected: 0 }, NOW + 61 * MINUTE)];
  expect(evaluated('drift', steady, NOW + 61 * MINUTE)).toEqual({ state: 'ok', value: 0 });
});

test('another model is not looked at', () => {
  const other = traffic(10, 10).replaceAll('wine-quality', 'other');
  expect(evaluated('error-rate', [other])).toEqual({ state: 'ok', value: null });
});

const run = (hoursAgo: number) => ofDrift({ DriftRuns: 1 }, NOW - hoursAgo * HOUR);

test.each([
  ['three hours without a run are an alarm', [run(4)], 'alarm'],
  ['a run within them is none', [run(2.5)], 'ok'],
  ['a run just now is none', [run(0)], 'ok'],
])('silence that breaches: %s', (_, lines, state) => {
  expect(evaluated('drift-job-missing', lines).state).toBe(state);
});

test('a stack that began less than three hours ago does not know whether a run is missing', () => {
  expect(evaluated('drift-job-missing', [], START + 2 * HOUR)).toEqual({
    state: 'insufficient-data',
    value: null,
  });
  expect(evaluated('drift-job-missing', [], START + 3 * HOUR).state).toBe('alarm');
});
