import { describe, expect, test } from 'vitest';
import { driftResultSchema } from '../../../../lib/contract/drift.ts';
import type { Counts } from '../../../../lib/contract/profile.ts';
import { type HourCounts, hourName, hourNumber } from '../../../../monitoring/drift/decision/hours.ts';
import { judgeWindow, windowCounts } from '../../../../monitoring/drift/decision/judge-window.ts';
import { normalFrom } from '../../../bench/drift/normal.ts';
import {
  type Column,
  countColumns,
  profileOfColumns,
  signatureOfColumns,
} from '../../../support/drift-profiles.ts';
import { randomFrom } from '../../../support/random.ts';

const NOW = hourNumber('2026-11-21T02');
const WINDOW = '2026-11-21T02';
const COLORS = ['red', 'green', 'blue', 'grey'];

const random = randomFrom(31);
const normal = normalFrom(random);
const column = (rows: number, draw: () => number) => Array.from({ length: rows }, draw);

/** Two numbers and a category, as they were in training unless something else is said. */
interface Moved {
  readonly alcohol?: number;
  readonly sugar?: number;
  readonly color?: () => number;
}
const usualColor = () => (random() < 0.5 ? 0 : random() < 0.6 ? 1 : 2);
const drawn = (rows: number, { alcohol = 0, sugar = 0, color = usualColor }: Moved = {}) => [
  column(rows, () => normal() + alcohol),
  column(rows, () => Math.exp(normal()) + sugar),
  column(rows, color),
];

const [alcohol, sugar, color] = drawn(3000);
const columns: Column[] = [
  { name: 'alcohol', values: alcohol!, importance: 0.7 },
  { name: 'sugar', values: sugar!, importance: 0.3 },
  { name: 'color', values: color!, categories: COLORS, importance: 0 },
];
const profile = profileOfColumns(columns);
const signature = signatureOfColumns(columns);

const count = (values: readonly number[][]): Counts => countColumns(profile.layout, values);
const hoursBefore = (ages: readonly number[], rows: number, moved?: (age: number) => Moved): HourCounts[] =>
  ages.map((age) => ({ hour: hourName(NOW - age), counts: count(drawn(rows, moved?.(age))) }));
const judge = (hours: readonly HourCounts[], window = WINDOW) =>
  judgeWindow({ profile, signature, hours, window });

/** The schema's own checks besides: shares, lengths, no NaN. */
function expectWhole(result: ReturnType<typeof judge>): void {
  const { shape } = driftResultSchema;
  for (const [key, value] of Object.entries(result)) {
    const parsed = shape[key as keyof typeof shape].safeParse(value);
    expect(parsed.success, `${key}: ${parsed.error?.message}`).toBe(true);
  }
}

describe('against the training rows', () => {
  test('nothing differs when nothing changed', () => {
    const result = judge(hoursBefore([2, 1, 0], 900));
    expect(result).toMatchObject({
      basis: 'training',
      verdict: 'no-drift',
      alarm: false,
      drifted: [],
      rows: 900,
    });
    expectWhole(result);
  });

  test('two of three windows make a drift, the larger effect first', () => {
    const hours = hoursBefore([2, 1, 0], 900, (age) => (age === 1 ? {} : { alcohol: 0.4, sugar: 1.5 }));
    const result = judge(hours);
    expect(result).toMatchObject({ verdict: 'drift', alarm: true, drifted: ['sugar', 'alcohol'] });
    const found = result.features.find(({ name }) => name === 'alcohol')!;
    expect(found).toMatchObject({ differs: true, recent: [true, false, true], type: 'number' });
    expect(found.effect.value).toBeCloseTo(0.4, 0);
    expect(found.mean! - found.referenceMean!).toBeCloseTo(0.4, 0);
    expect(found.history.map(({ window }) => window)).toEqual(hours.map(({ hour }) => hour));
    expectWhole(result);
  });

  test('one of three does not', () => {
    const result = judge(hoursBefore([2, 1, 0], 900, (age) => (age === 0 ? { alcohol: 0.5 } : {})));
    expect(result).toMatchObject({ verdict: 'no-drift', alarm: false, drifted: [] });
    expect(result.features[0]).toMatchObject({
      name: 'alcohol',
      differs: true,
      recent: [false, false, true],
    });
  });

  test('a first window that differs waits for a second', () => {
    const result = judge(hoursBefore([0], 900, () => ({ alcohol: 0.5 })));
    expect(result).toMatchObject({ verdict: 'insufficient-data', alarm: false, drifted: [] });
    expect(result.reason).toBe(
      'alcohol differs from the training rows in this first window: a second one decides.',
    );
  });

  test('a difference that is significant but small is none', () => {
    const result = judge(hoursBefore([1, 0], 20_000, () => ({ alcohol: 0.07 })));
    const found = result.features.find(({ name }) => name === 'alcohol')!;
    expect(found.test!.pValue).toBeLessThan(0.001);
    expect(found).toMatchObject({ differs: false, verdict: 'no-drift' });
  });

  test('a category drifts by its stability index, and raises no alarm when the model does not use it', () => {
    const result = judge(hoursBefore([1, 0], 900, () => ({ color: () => (random() < 0.8 ? 2 : 0) })));
    expect(result).toMatchObject({ verdict: 'drift', alarm: false, drifted: ['color'] });
    expect(result.dataset).toMatchObject({ weighted: 0, share: 1 / 3 });
    expect(result.reason).toContain('the model hardly uses what drifted');
    const found = result.features.find(({ name }) => name === 'color')!;
    expect(found).toMatchObject({
      effect: { statistic: 'psi' },
      histogram: { labels: ['red', 'green', 'blue', 'other'] },
    });
    expect(found.statistics).not.toHaveProperty('wasserstein');
  });
});

describe('windows of few rows', () => {
  test('are too few alone', () => {
    const result = judge(hoursBefore([0], 200));
    expect(result).toMatchObject({ verdict: 'insufficient-data', alarm: false, rows: 200, drifted: [] });
    expect(
      result.features.every(({ verdict, test }) => verdict === 'insufficient-data' && test === null),
    ).toBe(true);
    expect(result.reason).toBe(
      `200 rows in the hour ${result.window.to}: a judgement needs 500 with a value.`,
    );
    expectWhole(result);
  });

  test('say of one row that it is one', () => {
    expect(judge(hoursBefore([0], 1)).reason).toMatch(/^1 row in the hour \d{4}-\d\d-\d\dT\d\d: /);
  });

  test('grow until they have 500, and the windows before them begin where they end', () => {
    const ages = Array.from({ length: 18 }, (_, index) => 17 - index);
    const result = judge(hoursBefore(ages, 120, (age) => (age < 12 ? { alcohol: 0.6 } : {})));
    expect(result.window).toEqual({ id: WINDOW, from: '2026-11-20T21', to: WINDOW, hours: 6 });
    expect(result).toMatchObject({ rows: 720, verdict: 'drift', drifted: ['alcohol'] });
    expect(result.features[0]!.recent).toEqual([false, true, true]);
  });

  test('without any row have an answer as well', () => {
    const result = judge([]);
    expect(result).toMatchObject({ verdict: 'insufficient-data', rows: 0, rejected: 0, basis: 'training' });
    expect(result.window).toEqual({ id: WINDOW, from: WINDOW, to: WINDOW, hours: 1 });
    expectWhole(result);
  });

  test('are summed for those who look at the window as a whole', () => {
    const hours = hoursBefore([3, 2, 1, 0], 130);
    const { window, counts } = windowCounts({ profile, signature, hours, window: WINDOW });
    expect([window.hours, counts.rows]).toEqual([6, 520]);
  });
});

describe('with two weeks of history', () => {
  const cycle = (age: number): Moved => ({ alcohol: 0.8 * Math.sin((2 * Math.PI * (NOW - age)) / 24) });
  const ages = Array.from({ length: 360 }, (_, index) => 359 - index);
  const past = hoursBefore(ages, 500, cycle);

  test('the same hours of prior weeks are the reference, so a daily cycle is no drift', () => {
    const result = judge(past);
    expect(result).toMatchObject({ basis: 'prior-weeks', verdict: 'no-drift', alarm: false, drifted: [] });
    expect(judge(past.slice(-3)).drifted).toEqual(['alcohol']);
    expect(result.features[0]!.history.length).toBe(30);
    for (const { band, effect } of result.features) expect(effect.value).toBeLessThan(band!.high * 2);
    expectWhole(result);
  });

  test('a change against them is found and raises the alarm', () => {
    const changed = hoursBefore([2, 1, 0], 1000, (age) => ({ alcohol: cycle(age).alcohol! + 0.5 }));
    const result = judge([...past.slice(0, -3), ...changed]);
    expect(result).toMatchObject({
      basis: 'prior-weeks',
      verdict: 'drift',
      alarm: true,
      drifted: ['alcohol'],
    });
  });

  test('a day is judged against training, and raises no alarm', () => {
    const moved = past.map(({ hour }) => ({ hour, counts: count(drawn(30, { sugar: 3 })) }));
    const result = judge(moved, '2026-11-20');
    expect(result).toMatchObject({ basis: 'training', verdict: 'drift', alarm: false, drifted: ['sugar'] });
    expect(result.window).toEqual({
      id: '2026-11-20',
      from: '2026-11-20T00',
      to: '2026-11-20T23',
      hours: 24,
    });
    expect(result.reason).toContain('No alarm');
  });

  test('hours after the window are not looked at', () => {
    expect(judge([...past, { hour: hourName(NOW + 1), counts: count(drawn(900, { alcohol: 9 })) }])).toEqual(
      judge(past),
    );
  });
});

test('prediction and confidence are compared, and raise no alarm', () => {
  const answers = (yes: number, bin: number) => ({
    rows: 1000,
    labels: [1000 - yes, yes],
    confidence: Array.from({ length: 100 }, (_, index) =>
      index === bin ? 500 : index === bin + 10 ? 500 : 0,
    ),
  });
  const answered = { ...profile, counts: { ...profile.counts, predictions: answers(500, 60) } };
  const hours = hoursBefore([1, 0], 1000).map(({ hour, counts }) => ({
    hour,
    counts: { ...counts, predictions: answers(800, 80) },
  }));
  const result = judgeWindow({ profile: answered, signature, hours, window: WINDOW });
  expect(result.prediction).toMatchObject({ name: 'label', type: 'label', verdict: 'drift' });
  expect(result.prediction!.histogram).toMatchObject({ labels: ['no', 'yes'], current: [0.2, 0.8] });
  expect(result.confidence).toMatchObject({ type: 'confidence', verdict: 'drift' });
  expect(result.confidence!.mean! - result.confidence!.referenceMean!).toBeCloseTo(0.2, 9);
  expect(result).toMatchObject({ verdict: 'no-drift', alarm: false });
});
