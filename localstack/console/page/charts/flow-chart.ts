import type { FlowPoint } from '../../api.ts';
import { s } from '../elements.ts';
import { milliseconds, rate } from '../format.ts';

const WIDTH = 600;
const HEIGHT = 120;

/** Records a second over the latest minutes: predicted ones as an area, rejected and waiting ones as lines. */
export function rateChart(series: readonly FlowPoint[], stepSeconds: number): SVGElement {
  const rates = series.map((point) => ({
    predicted: point.predicted / stepSeconds,
    rejected: point.rejected / stepSeconds,
    unfinished: point.unfinished / stepSeconds,
  }));
  const greatest = Math.max(
    ...rates.flatMap(({ predicted, rejected, unfinished }) => [predicted, rejected, unfinished]),
  );
  const most = Math.max(1, greatest);
  const line = (values: readonly number[]) => path(values, most);
  const predicted = line(rates.map((point) => point.predicted));
  return chart(
    `Records a second over five minutes, at most ${rate(greatest)}`,
    s('path', { class: 'area', d: `${predicted}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z` }),
    s('path', { class: 'line predicted', d: predicted }),
    ...lineUnlessNone(
      'rejected',
      rates.map((point) => point.rejected),
      most,
    ),
    ...lineUnlessNone(
      'waiting',
      rates.map((point) => point.unfinished),
      most,
    ),
  );
}

/** What did not happen has no line, which would cover the axis. */
function lineUnlessNone(name: string, values: readonly number[], most: number): SVGElement[] {
  return values.every((value) => value === 0)
    ? []
    : [s('path', { class: `line ${name}`, d: path(values, most) })];
}

/** Mean time of a batch over the latest minutes; steps without batches are gaps. */
export function latencyChart(series: readonly FlowPoint[]): SVGElement {
  const values = series.map(({ batchMs }) => batchMs);
  const times = values.filter((value) => value !== null);
  const most = Math.max(1, ...times) * 1.1;
  const greatest = times.length === 0 ? 'no batch' : `at most ${milliseconds(Math.max(...times))}`;
  return chart(
    `Time of a batch over five minutes, ${greatest}`,
    s('path', { class: 'line latency', d: gappedPath(values, most) }),
  );
}

function chart(label: string, ...content: readonly SVGElement[]): SVGElement {
  return s(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': label,
    },
    s('path', { class: 'grid', d: `M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT - 0.5}H${WIDTH}` }),
    ...content,
  );
}

function place(value: number, index: number, count: number, most: number): string {
  const x = (index / Math.max(1, count - 1)) * WIDTH;
  const y = HEIGHT - 2 - (value / most) * (HEIGHT - 6);
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

function path(values: readonly number[], most: number): string {
  return values.map((value, i) => `${i === 0 ? 'M' : 'L'}${place(value, i, values.length, most)}`).join('');
}

function gappedPath(values: readonly (number | null)[], most: number): string {
  return values
    .map((value, i) => {
      if (value === null) return '';
      const at = place(value, i, values.length, most);
      const isAlone = (values[i - 1] ?? null) === null;
      return isAlone ? `M${at}h.01` : `L${at}`;
    })
    .join('');
}
