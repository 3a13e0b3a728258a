import { AXIS, GRID, GUIDES, timeLabel, timeTicks } from './axes.ts';
import { type ChartText, chart, type SeriesColor } from './chart.ts';
import type { Html } from './html.ts';

export interface TimeSeries {
  readonly name: string;
  readonly color: SeriesColor;
  /** A value for each step of the time axis; undefined leaves a gap. */
  readonly values: readonly (number | undefined)[];
}

export interface TimeChart {
  readonly label: string;
  readonly caption: string;
  /** Seconds between two values: above 0. */
  readonly stepS: number;
  readonly series: readonly TimeSeries[];
  /** How the vertical axis writes its values. */
  readonly format: (value: number) => string;
}

const HEIGHT = 230;

/** Lines over the time since the start. */
export function timeChart({ label, caption, stepS, series, format }: TimeChart): Html {
  const steps = Math.max(...series.map(({ values }) => values.length), 2);
  const lastS = (steps - 1) * stepS;
  const text: ChartText = { label, caption, legend: series };
  return chart(text, HEIGHT, ({ narrow }) => ({
    grid: GRID,
    xAxis: {
      ...AXIS,
      type: 'value',
      max: lastS,
      axisLabel: {
        ...AXIS.axisLabel,
        customValues: timeTicks(lastS, narrow ? 4 : 8),
        formatter: (seconds: number) => timeLabel(seconds, lastS),
      },
    },
    yAxis: {
      ...AXIS,
      type: 'value',
      min: 0,
      splitNumber: 4,
      splitLine: GUIDES,
      axisLabel: { ...AXIS.axisLabel, formatter: format },
    },
    series: series.map(({ name, color, values }) => ({
      name,
      type: 'line',
      silent: true,
      symbol: 'none',
      lineStyle: { color: `var(--${color})`, width: 1.75 },
      data: values.map((value, step) => [step * stepS, value ?? '-']),
    })),
  }));
}
