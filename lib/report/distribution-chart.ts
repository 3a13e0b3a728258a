import { AXIS, durationLabel, GRID, GUIDES, logTicks } from './axes.ts';
import { chart } from './chart.ts';
import type { Html } from './html.ts';

/** How many values lie in [from, to), both in milliseconds and above 0. */
export interface DistributionBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface DistributionChart {
  readonly label: string;
  readonly caption: string;
  /** Ascending, without gaps; at least one. */
  readonly bins: readonly DistributionBin[];
}

const HEIGHT = 210;

/** How durations are distributed, over a logarithmic axis. */
export function distributionChart({ label, caption, bins }: DistributionChart): Html {
  const low = bins[0]!.from;
  const high = bins.at(-1)!.to;
  const steps = [...bins.map(({ from, count }) => [from, count]), [high, 0]];
  return chart({ label, caption }, HEIGHT, ({ narrow }) => ({
    grid: GRID,
    xAxis: {
      ...AXIS,
      type: 'log',
      min: low,
      max: high,
      axisLabel: {
        ...AXIS.axisLabel,
        customValues: apart(logTicks(low, high), Math.log(high / low) / (narrow ? 5 : 10)),
        formatter: durationLabel,
      },
    },
    yAxis: { ...AXIS, type: 'value', splitNumber: 4, minInterval: 1, splitLine: GUIDES },
    series: [
      {
        type: 'line',
        silent: true,
        symbol: 'none',
        step: 'end',
        lineStyle: { color: 'var(--series-1)', width: 1.5 },
        areaStyle: { color: 'var(--series-1)', opacity: 0.18 },
        data: steps,
      },
    ],
  }));
}

/** The ticks that are at least `least` from the one before, by their logarithms: others would run into it. */
function apart(ticks: readonly number[], least: number): number[] {
  const kept: number[] = [];
  for (const tick of ticks) if (kept.length === 0 || Math.log(tick / kept.at(-1)!) >= least) kept.push(tick);
  return kept;
}
