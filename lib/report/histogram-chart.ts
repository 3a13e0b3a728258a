import { type ChartText, chart, type Drawing, type SeriesColor } from './chart.ts';
import type { Html } from './html.ts';
import { boxes, type Point } from './marks.ts';
import { count } from './numbers.ts';
import { linearScale, type ScaleOptions } from './scale.ts';
import { xyDrawing } from './xy-chart.ts';

/** How many values lie in [from, to). */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface HistogramPlot {
  /** One, or several over each other; each with bins in any order. */
  readonly series: readonly { readonly color: SeriesColor; readonly bins: readonly Bin[] }[];
  /** How values and counts are written. */
  readonly scale?: ScaleOptions;
  readonly formatCount?: (value: number) => string;
}

const HEIGHT = 200;

/** How values are distributed. */
export function histogramChart(text: ChartText, plot: HistogramPlot): Html {
  return chart(text, HEIGHT, histogramDrawing(plot));
}

/** The same for a panel among others. */
export function histogramDrawing({ series, scale = {}, formatCount = count }: HistogramPlot): Drawing {
  const all = series.flatMap(({ bins }) => bins);
  return xyDrawing({
    x: linearScale(
      all.flatMap(({ from, to }) => [from, to]),
      scale,
    ),
    y: linearScale(
      all.map((bin) => bin.count),
      { include: [0], format: formatCount },
    ),
    marks: series.map(({ color, bins }) =>
      boxes(
        bins
          .filter((bin) => bin.count > 0)
          .map((bin) => ({ from: [bin.from, 0] as Point, to: [bin.to, bin.count] as Point })),
        { color, opacity: series.length > 1 ? 0.5 : 0.75 },
        { x: 0.5, leastPx: 1 },
      ),
    ),
  });
}

/**
 * Counts values in bins of one width.
 * @param most bins, 1 or more. Default: 30
 */
export function binned(values: ArrayLike<number>, most = 30): Bin[] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  if (!(low <= high) || !Number.isFinite(high - low)) return [];
  const bins = low === high ? 1 : most;
  const width = low === high ? Math.abs(low) * 0.1 || 1 : (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (let i = 0; i < values.length; i++)
    counts[Math.min(Math.floor((values[i]! - low) / width), bins - 1)]!++;
  return counts.map((each, bin) => ({ from: low + bin * width, to: low + (bin + 1) * width, count: each }));
}
