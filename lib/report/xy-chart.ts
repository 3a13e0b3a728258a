import { GRID } from './axes.ts';
import { type ChartText, chart, type Drawing } from './chart.ts';
import type { Html } from './html.ts';
import { lines, type Marks, type Point } from './marks.ts';
import { axisOf, namesPx, type Scale, ticksOf } from './scale.ts';

/** Marks over two axes: points, lines, steps. */
export interface XyPlot {
  readonly x: Scale;
  readonly y: Scale;
  /** From the back to the front. */
  readonly marks: readonly Marks[];
}

const HEIGHT = 240;

/** A figure of marks over two axes. @param height CSS pixels. Default: 240 */
export function xyChart(text: ChartText, plot: XyPlot, height = HEIGHT): Html {
  return chart(text, height, xyDrawing(plot));
}

/** The same for a panel among others. */
export function xyDrawing({ x, y, marks }: XyPlot): Drawing {
  return ({ width, height, narrow }) => {
    const most = {
      x: x.kind === 'names' ? namesIn(x, width) : width < 250 ? 3 : narrow ? 5 : 9,
      y: height < 170 ? 4 : 6,
    };
    return {
      grid: { ...GRID, ...(width < 250 ? { left: 0, right: 14, top: 8 } : {}) },
      xAxis: axisOf(x, { most: most.x }),
      yAxis: axisOf(y, { most: most.y, labelPx: 90 }),
      series: [guides(x, y, most.y), ...marks],
    };
  };
}

/** Names that fit below a plot; the rest is left unnamed. */
function namesIn(scale: Scale, width: number): number {
  const names = ticksOf(scale, Infinity).map(scale.format);
  return Math.max(2, Math.floor((width - 50) / (namesPx(names, width) + 6)));
}

/** Quiet lines at the ticks of the vertical axis. */
function guides(x: Scale, y: Scale, most: number): Marks {
  return lines(
    ticksOf(y, most).map((tick): Point[] => [
      [x.low, tick],
      [x.high, tick],
    ]),
    { color: 'line', widthPx: 1 },
  );
}

/** Points of a line that holds each value until the next. */
export function steps(points: readonly Point[]): Point[] {
  return points.flatMap((point, index) =>
    index === 0 ? [point] : [[point[0], points[index - 1]![1]], point],
  );
}
