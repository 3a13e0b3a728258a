import { expect, test } from 'vitest';
import { Series } from '../../../bin/load/series.ts';
import { thinned } from '../../../bin/load/thinned.ts';

test('each second has its own counts, and the percentiles of the predictions read in it', () => {
  const series = new Series();
  series.sent(100, 3);
  series.sent(2500, 2);
  series.predicted(900, 100);
  series.predicted(2900, 50);
  series.predicted(2950, 50);
  series.rejected(2999, 1);
  expect(series.seconds()).toEqual([
    { second: 0, sent: 3, predicted: 1, rejected: 0, p50: 100, p95: 100, p99: 100 },
    { second: 1, sent: 0, predicted: 0, rejected: 0, p50: null, p95: null, p99: null },
    { second: 2, sent: 2, predicted: 2, rejected: 1, p50: 50, p95: 50, p99: 50 },
  ]);
});

test('a day of seconds is drawn as few points: mean rates, worst latencies', () => {
  const series = new Series();
  for (let second = 0; second < 86_400; second++) {
    series.sent(second * 1000, second % 2 === 0 ? 100 : 300);
    series.predicted(second * 1000, second === 5 ? 9000 : 10);
  }
  const { stepS, points } = thinned(series.seconds(), 300);
  expect(points).toHaveLength(300);
  expect(stepS).toBe(288);
  expect(points[1]!.sent).toBe(200);
  expect(points[0]!.p99).toBe(9000);
  expect(points[1]!.p99).toBe(10);
});
