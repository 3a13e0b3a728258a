import { type ChartText, chart, type Drawing } from './chart.ts';
import type { Html } from './html.ts';
import { boxes, dots, type Look, lines, type Marks, type Point } from './marks.ts';
import { axisOf, linearScale, nameScale, namesPx, type Scale, type ScaleOptions, ticksOf } from './scale.ts';

/** One row: a value within a range, such as a metric with its interval, or a median with quartiles and extremes. */
export interface Range {
  readonly name: string;
  readonly value: number;
  /** The whole range, as a line. */
  readonly low: number;
  readonly high: number;
  /** Its inner part, as a box. */
  readonly inner?: readonly [low: number, high: number];
}

export interface RangePlot {
  /** From the top down. */
  readonly ranges: readonly Range[];
  /** Values that all are held against, such as 0. */
  readonly against?: readonly number[];
  readonly color?: Look['color'];
  /** How values are written, and what the axis shows besides. */
  readonly scale?: ScaleOptions;
}

const ROW_PX = 26;
const AXIS_PX = 30;

/** Ranges by name, one below the other, over one axis. */
export function rangeChart(text: ChartText, plot: RangePlot): Html {
  return chart(text, rangeHeight(plot), rangeDrawing(plot));
}

/** What a plot of so many ranges needs, in CSS pixels. */
export function rangeHeight({ ranges }: RangePlot, rowPx = ROW_PX): number {
  return ranges.length * rowPx + AXIS_PX;
}

/** The same for a panel among others. */
export function rangeDrawing({ ranges, against = [], color = 'series-1', scale = {} }: RangePlot): Drawing {
  const include = [...(scale.include ?? []), ...against];
  const x = linearScale(
    ranges.flatMap(({ low, high, value }) => [low, high, value]),
    { ...scale, include },
  );
  const y = nameScale(ranges.map(({ name }) => name));
  return ({ width, narrow }) => {
    const most = width < 250 ? 3 : narrow ? 4 : 8;
    const labelPx = namesPx(
      ranges.map(({ name }) => name),
      width < 250 ? 58 : narrow ? 120 : 260,
    );
    return {
      grid: { left: labelPx + 12, right: narrow ? 12 : 22, top: 4, bottom: 26, outerBoundsMode: 'none' },
      xAxis: axisOf(x, { most }),
      yAxis: axisOf(y, { most: ranges.length, inverse: true, labelPx }),
      series: [...standards(x, y, most, against), ...rangeMarks(ranges, color)],
    };
  };
}

/** Quiet lines at the ticks, and a clear one at what the ranges are held against. */
function standards(x: Scale, y: Scale, most: number, against: readonly number[]): Marks[] {
  const upright = (value: number): Point[] => [
    [value, y.low],
    [value, y.high],
  ];
  return [
    lines(ticksOf(x, most).map(upright), { color: 'line', widthPx: 1 }),
    lines(against.map(upright), { color: 'muted', widthPx: 1, dashed: true }),
  ];
}

function rangeMarks(ranges: readonly Range[], color: Look['color']): Marks[] {
  const across = ranges.map(({ low, high }, row): Point[] => [
    [low, row],
    [high, row],
  ]);
  const inner = ranges.flatMap(({ inner: box }, row) =>
    box === undefined ? [] : [{ from: [box[0], row - 0.28] as Point, to: [box[1], row + 0.28] as Point }],
  );
  return [
    lines(across, { color, widthPx: 2, opacity: 0.65 }),
    boxes(inner, { color, opacity: 0.45 }, { leastPx: 1 }),
    dots(
      ranges.map(({ value }, row): Point => [value, row]),
      { color, widthPx: inner.length > 0 ? 5 : 8 },
    ),
  ];
}
