import { AXIS } from './axes.ts';
import { chart } from './chart.ts';
import type { Html } from './html.ts';

export interface BarChartData {
  readonly label: string;
  readonly caption: string;
  /** From the top down; at least one. */
  readonly bars: readonly { readonly name: string; readonly value: number }[];
  readonly format: (value: number) => string;
}

const BAR_HEIGHT = 26;

/** As wide as a letter gets on the mean, in the widest of the page's fonts: the library knows none of them. */
const CHARACTER_PX = 7.2;

/** Amounts by name, as bars that lie one below the other. */
export function barChart({ label, caption, bars, format }: BarChartData): Html {
  const longest = Math.max(...bars.map(({ name }) => name.length)) * CHARACTER_PX;
  return chart({ label, caption }, bars.length * BAR_HEIGHT + 8, ({ narrow }) => ({
    grid: {
      left: Math.min(longest, narrow ? 160 : 280) + 12,
      right: 56,
      top: 4,
      bottom: 4,
      outerBoundsMode: 'none',
    },
    xAxis: { ...AXIS, type: 'value', min: 0, axisLabel: { show: false } },
    yAxis: {
      ...AXIS,
      type: 'category',
      inverse: true,
      data: bars.map(({ name }) => name),
      axisLabel: { ...AXIS.axisLabel, width: narrow ? 160 : 280, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        silent: true,
        barWidth: 12,
        itemStyle: { color: 'var(--series-2)', borderRadius: 2 },
        label: {
          show: true,
          position: 'right',
          color: 'var(--muted)',
          formatter: ({ value }: { readonly value: number }) => format(value),
        },
        data: bars.map(({ value }) => value),
      },
    ],
  }));
}
