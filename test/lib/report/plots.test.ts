import { expect, test } from 'vitest';
import { binned, histogramChart } from '../../../lib/report/histogram-chart.ts';
import type { Html } from '../../../lib/report/html.ts';
import { dots, lines, type Point } from '../../../lib/report/marks.ts';
import { matrixChart } from '../../../lib/report/matrix-chart.ts';
import { multiples } from '../../../lib/report/multiples.ts';
import { shownName } from '../../../lib/report/names.ts';
import { count, measured, percent, timeSpan } from '../../../lib/report/numbers.ts';
import { parallelChart } from '../../../lib/report/parallel-chart.ts';
import { rangeChart, rangeDrawing } from '../../../lib/report/range-chart.ts';
import { linearScale, logScale, nameScale, ticksOf } from '../../../lib/report/scale.ts';
import { timelineChart } from '../../../lib/report/timeline-chart.ts';
import { steps, xyChart } from '../../../lib/report/xy-chart.ts';

const text = { label: 'l', caption: 'c' };
const cloud = Array.from({ length: 1000 }, (_, i): Point => [i, (i * 7919) % 1000]);
const NAMES = ['alcohol', 'volatile acidity', '</text><script>alert(1)</script>', '__proto__', 'alcohol'];
const ranges = NAMES.map((name, i) => ({
  name,
  value: i,
  low: i - 1,
  high: i + 2,
  inner: [i - 0.5, i + 0.5] as const,
}));

const charts: Readonly<Record<string, () => Html>> = {
  xy: () =>
    xyChart(text, {
      x: linearScale(cloud.map(([x]) => x)),
      y: linearScale(cloud.map(([, y]) => y)),
      marks: [dots(cloud, { color: 'series-1' }), lines([cloud.slice(0, 9)], { color: 'series-2' })],
    }),
  range: () => rangeChart(text, { ranges, against: [0] }),
  histogram: () =>
    histogramChart(text, {
      series: [{ color: 'series-1', bins: binned(cloud.map(([x]) => x ** 2)) }],
    }),
  matrix: () =>
    matrixChart(text, {
      rows: NAMES,
      columns: NAMES,
      cells: NAMES.map((_, row) =>
        NAMES.map((_, column) => ({ strength: (row - column) / 4, text: `${row - column}` })),
      ),
    }),
  parallel: () =>
    parallelChart(text, {
      axes: [
        { name: NAMES[1]!, scale: logScale([0.01, 100]) },
        { name: 'kernel', scale: nameScale(['rbf', 'linear']) },
        { name: 'accuracy', scale: linearScale([0.5, 0.7]) },
      ],
      groups: [
        {
          look: { color: 'series-1' },
          lines: [
            [1, 0, 0.6],
            [10, 1, 0.65],
            [3, Number.NaN, 0.6],
          ],
        },
      ],
    }),
  timeline: () =>
    timelineChart(text, {
      lanes: NAMES,
      groups: [
        {
          look: { color: 'series-1' },
          spans: [
            { lane: 0, fromS: 0, toS: 60 },
            { lane: 4, fromS: 30, toS: 90 },
          ],
        },
      ],
    }),
  multiples: () =>
    multiples(text, [{ title: NAMES[2]!, label: NAMES[2]!, drawing: rangeDrawing({ ranges }) }]),
};

test.each(Object.entries(charts))(
  'the %s chart has colours of the page alone, and no markup of a name',
  (_, draw) => {
    const chart = draw();
    const colours = chart.text.match(/(?:fill|stroke)="[^"]*"/g)!;
    expect(colours.filter((colour) => !/"(none|var\(--[a-z0-9-]+\)|#000)"/.test(colour))).toEqual([]);
    expect(chart.text).not.toMatch(/<script|<style|\sstyle="|\son\w+="|NaN|undefined|Infinity/);
  },
);

test.each(Object.entries(charts))('the labels of the %s chart lie within it', (_, draw) => {
  for (const svg of draw().text.split('<svg ').slice(1)) {
    const [width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.slice(1).map(Number) as [number, number];
    const places = [...svg.matchAll(/<text [^>]*?translate\(([\d.-]+) ([\d.-]+)\)/g)];
    for (const { 1: x, 2: y } of places) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(width);
      expect(Number(y)).toBeGreaterThanOrEqual(0);
      expect(Number(y)).toBeLessThanOrEqual(height);
    }
  }
});

test('a thousand dots of one look are one path, that a page has room for', () => {
  const svg = charts.xy!().text.split('<svg ')[1]!;
  expect(svg.length).toBeLessThan(40_000);
  expect(svg.match(/<path/g)!.length).toBeLessThan(8);
  expect(svg.match(/M[\d.]+ [\d.]+L/g)!.length).toBeGreaterThanOrEqual(1000);
});

test('charts of nothing, of one value and of values that are none are drawn as well', () => {
  for (const values of [[], [3], [Number.NaN], [0, 0]]) {
    const points = values.map((value): Point => [value, value]);
    const plot = {
      x: linearScale(values),
      y: logScale(values),
      marks: [dots(points, { color: 'series-1' })],
    };
    expect(xyChart(text, plot).text).toContain('<svg');
    expect(
      rangeChart(text, { ranges: values.map((value) => ({ name: 'a', value, low: value, high: value })) })
        .text,
    ).toContain('<svg');
    expect(histogramChart(text, { series: [{ color: 'series-1', bins: binned(values) }] }).text).toContain(
      '<svg',
    );
  }
});

test('an axis whose end rounding has moved off a round number is drawn as any other', () => {
  const y = { ...linearScale([0, 1]), low: 0.5700000000000001, high: 0.5741326530612245 };
  const chart = xyChart(text, {
    x: linearScale([1, 2]),
    y,
    marks: [dots([[1, 0.572]], { color: 'series-1' })],
  });
  expect(String(chart)).toContain('0.572');
});

test('ticks are round, within the scale, and as few as asked', () => {
  expect(ticksOf(linearScale([0.51, 0.69]), 5)).toEqual([0.55, 0.6, 0.65]);
  expect(ticksOf(linearScale([1, 5], { whole: true }), 9)).toEqual([1, 2, 3, 4, 5]);
  expect(ticksOf(logScale([1e-6, 10]), 4)).toEqual([1e-6, 1e-4, 0.01, 1]);
  expect(ticksOf(logScale([50, 500]), 3)).toEqual([100, 300]);
  expect(ticksOf(nameScale(['a', 'b', 'c', 'd', 'e']), 3)).toEqual([0, 2, 4]);
  for (let high = 1; high < 1e7; high *= 1.7) {
    expect(ticksOf(linearScale([0, high]), 4).length).toBeLessThanOrEqual(4);
    expect(ticksOf(logScale([0.01, high]), 4).length).toBeLessThanOrEqual(4);
    expect(ticksOf(logScale([0.01, high]), 4).length).toBeGreaterThanOrEqual(1);
  }
});

test('a line of steps holds each value until the next', () => {
  expect(
    steps([
      [0, 1],
      [3, 2],
      [5, 2],
    ]),
  ).toEqual([
    [0, 1],
    [3, 1],
    [3, 2],
    [5, 2],
    [5, 2],
  ]);
});

test('bins hold every value once, the largest in the last', () => {
  const bins = binned([0, 1, 2, 3, 10], 5);
  expect(bins.map((bin) => bin.count)).toEqual([2, 2, 0, 0, 1]);
  expect([bins[0]!.from, bins.at(-1)!.to]).toEqual([0, 10]);
  expect(binned([7, 7]).map((bin) => bin.count)).toEqual([2]);
  expect(binned([])).toEqual([]);
});

test('a name is shown in one line, without marks that turn the text about, and keeps both ends when it is cut', () => {
  expect(shownName('a\n\u202Eb\u0000c')).toBe('a b c');
  expect(shownName('אבג')).toBe('אבג');
  expect(shownName(`feature ${'x'.repeat(100)} 17`, 12)).toBe('feature … 17');
  expect([...shownName('😀'.repeat(50), 10)]).toHaveLength(10);
  expect(shownName(' \u200f ')).toBe('(no name)');
  expect(shownName(`a${'b'.repeat(5_000_000)}c`, 10)).toBe('abbbbb…bbc');
});

test('numbers are written with as many digits as a reader wants', () => {
  expect([0.6938775, 1234567, 0.00001234, 0, 12345.6, Number.NaN].map((value) => measured(value))).toEqual([
    '0.6939',
    '1.235e+6',
    '1.234e-5',
    '0',
    '12,350',
    '–',
  ]);
  expect([count(4898), percent(0.6938), percent(Number.NaN)]).toEqual(['4,898', '69.4%', '–']);
  expect([0.42, 38.4, 725, 12_000].map(timeSpan)).toEqual(['0.42 s', '38.4 s', '12.1 min', '3.33 h']);
});
