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

/** Amounts by name, as bars that lie one below the other. */
export function barChart({ label, caption, bars, format }: BarChartData): Html {
  return chart({ label, caption }, bars.length * BAR_HEIGHT + 8, ({ narrow }) => ({
    grid: {
      left: 14,
      right: 56,
      top: 4,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: { ...AXIS, type: 'value', min: 0, axisLabel: { show: false } },
    yAxis: {
      ...AXIS,
      type: 'category',
      inverse: true,
      data: bars.map(({ name }) => name),
      axisLabel: { ...AXIS.axisLabel, width: narrow ? 140 : 240, overflow: 'truncate' },
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
