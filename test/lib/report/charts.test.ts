import { expect, test } from 'vitest';
import { durationLabel, logTicks, timeLabel, timeTicks } from '../../../lib/report/axes.ts';
import { barChart } from '../../../lib/report/bar-chart.ts';
import { distributionChart } from '../../../lib/report/distribution-chart.ts';
import type { Html } from '../../../lib/report/html.ts';
import { timeChart } from '../../../lib/report/time-chart.ts';

const SIZES = [
  { name: 'wide', width: 800, characterPx: 7 },
  { name: 'narrow', width: 340, characterPx: 7 },
] as const;

/** The texts of one of a chart's two drawings, with their places. */
function textsOf(chart: Html, index: number) {
  const svg = chart.text.split('<svg ')[index + 1]!;
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes, text]) => {
    const [, x, y] = /translate\(([\d.-]+) ([\d.-]+)\)/.exec(attributes!)!;
    const shift = Number(/ y="([\d.-]+)"/.exec(attributes!)?.[1] ?? 0);
    const anchor = /text-anchor="(\w+)"/.exec(attributes!)?.[1] ?? 'start';
    return { text: text!, x: Number(x), y: Number(y) + shift, anchor };
  });
}

const charts = {
  time: timeChart({
    label: 'l',
    caption: 'c',
    stepS: 1,
    format: (value) => value.toLocaleString('en-GB'),
    series: [
      { name: 'a', color: 'series-1', values: Array.from({ length: 61 }, (_, i) => 1000 + i) },
      { name: 'b', color: 'series-2', values: Array.from({ length: 61 }, (_, i) => (i % 2 ? i : undefined)) },
    ],
  }),
  distribution: distributionChart({
    label: 'l',
    caption: 'c',
    bins: Array.from({ length: 40 }, (_, i) => ({ from: 3 * 1.2 ** i, to: 3 * 1.2 ** (i + 1), count: i })),
  }),
  bars: barChart({
    label: 'l',
    caption: 'c',
    format: String,
    bars: ['features-not-an-object', 'non-finite-literal', 'empty'].map((name, value) => ({ name, value })),
  }),
};

test('the labels of a latency axis keep apart where its ticks crowd towards the end of a decade', () => {
  const distribution = distributionChart({
    label: 'l',
    caption: 'c',
    bins: Array.from({ length: 19 }, (_, i) => ({
      from: 155 * 1.1 ** i,
      to: 155 * 1.1 ** (i + 1),
      count: i,
    })),
  });
  for (const [index, { characterPx }] of SIZES.entries()) {
    const labels = textsOf(distribution, index).filter(({ text }) => /s$/.test(text));
    expect(labels.length).toBeGreaterThan(2);
    for (const [i, { text, x }] of labels.entries()) {
      if (i > 0) expect(x - labels[i - 1]!.x, text).toBeGreaterThan(text.length * characterPx);
    }
  }
});

test.each(Object.entries(charts))('the labels of a %s chart lie within it and do not overlap', (_, chart) => {
  for (const [index, { width, characterPx }] of SIZES.entries()) {
    const texts = textsOf(chart, index).map(({ text, x, y, anchor }) => {
      const length = text.length * characterPx;
      const from = anchor === 'end' ? x - length : anchor === 'middle' ? x - length / 2 : x;
      return { text, y, from, to: from + length };
    });
    expect(texts.length).toBeGreaterThan(3);
    for (const { from, to } of texts) {
      expect(from).toBeGreaterThanOrEqual(-8);
      expect(to).toBeLessThanOrEqual(width + 8);
    }
    for (const [i, a] of texts.entries()) {
      for (const b of texts.slice(i + 1)) {
        const clear = Math.abs(a.y - b.y) >= 12 || a.to <= b.from || b.to <= a.from;
        expect(clear, `"${a.text}" and "${b.text}"`).toBe(true);
      }
    }
  }
});

test('a chart is a figure with a name for those who cannot see it, and a legend where there are several lines', () => {
  expect(charts.time.text).toContain('role="img" aria-label="l"');
  expect(charts.time.text).toMatch(
    /<ul class="legend"><li class="series-1">a<\/li><li class="series-2">b<\/li>/,
  );
  expect(charts.bars.text).not.toContain('legend');
});

test('charts take their colours from the page', () => {
  const colours = Object.values(charts).flatMap(({ text }) => text.match(/(?:fill|stroke)="([^"]*)"/g)!);
  const fixed = colours.filter((colour) => !/"(none|var\(--[a-z0-9-]+\)|#000)"/.test(colour));
  expect(fixed).toEqual([]);
});

test('a chart of one value and one of none are drawn as well', () => {
  const chart = (values: number[]) =>
    timeChart({
      label: 'l',
      caption: 'c',
      stepS: 1,
      format: String,
      series: [{ name: 'a', color: 'series-1', values }],
    });
  expect(chart([]).text).toContain('<svg');
  expect(chart([3]).text).toContain('<svg');
});

test('axes have round ticks, few enough to be read', () => {
  expect(timeTicks(60, 8)).toEqual([0, 10, 20, 30, 40, 50, 60]);
  expect(timeTicks(3600, 4)).toEqual([0, 900, 1800, 2700, 3600]);
  expect(timeTicks(10 * 86_400, 4)).toEqual([0, 259_200, 518_400, 777_600]);
  expect(logTicks(3, 1500)).toEqual([5, 10, 20, 50, 100, 200, 500, 1000]);
  expect([timeLabel(30, 60), timeLabel(600, 3600), timeLabel(86_400, 172_800)]).toEqual([
    '30 s',
    '10 min',
    '24 h',
  ]);
  expect([durationLabel(0.5), durationLabel(200), durationLabel(2000)]).toEqual(['0.5 ms', '200 ms', '2 s']);
});
