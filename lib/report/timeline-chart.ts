import { timeLabel, timeTicks } from './axes.ts';
import { type ChartText, chart } from './chart.ts';
import type { Html } from './html.ts';
import { boxes, type Look, lines, type Marks, type Point } from './marks.ts';
import { axisOf, nameScale, namesPx } from './scale.ts';

/** Something that lasted, in one of the lanes. */
export interface Span {
  /** Which lane, from 0. */
  readonly lane: number;
  /** Seconds since the start. */
  readonly fromS: number;
  readonly toS: number;
}

export interface TimelinePlot {
  readonly lanes: readonly string[];
  readonly groups: readonly { readonly look: Look; readonly spans: readonly Span[] }[];
}

const LANE_PX = 26;
const AXIS_PX = 28;

/** Who did what when: spans in lanes over the time since the start. */
export function timelineChart(text: ChartText, { lanes, groups }: TimelinePlot): Html {
  const lastS = Math.max(...groups.flatMap(({ spans }) => spans.map(({ toS }) => toS)), 1);
  const y = nameScale(lanes);
  return chart(text, lanes.length * LANE_PX + AXIS_PX, ({ narrow }) => {
    const labelPx = namesPx(lanes, narrow ? 90 : 200);
    const ticks = timeTicks(lastS, narrow ? 4 : 8);
    const x = { kind: 'linear', low: 0, high: lastS, format: (s: number) => timeLabel(s, lastS) } as const;
    const axis = axisOf(x) as { axisLabel: object };
    return {
      grid: { left: labelPx + 12, right: 22, top: 4, bottom: 26, outerBoundsMode: 'none' },
      xAxis: { ...axis, axisLabel: { ...axis.axisLabel, customValues: ticks } },
      yAxis: axisOf(y, { most: lanes.length, inverse: true, labelPx }),
      series: [
        lines(
          ticks.map((tick): Point[] => [
            [tick, y.low],
            [tick, y.high],
          ]),
          { color: 'line', widthPx: 1 },
        ),
        ...groups.map(({ look, spans }) => spanMarks(spans, look)),
      ],
    };
  });
}

function spanMarks(spans: readonly Span[], look: Look): Marks {
  return boxes(
    spans.map(({ lane, fromS, toS }) => ({
      from: [fromS, lane - 0.36] as Point,
      to: [toS, lane + 0.36] as Point,
    })),
    look,
    // A hairline between one span and the next of the same lane.
    { x: 0.4, leastPx: 1 },
  );
}
