import { type ChartText, chart } from './chart.ts';
import type { Html } from './html.ts';
import { type Look, lines, type Marks, type Point, texts } from './marks.ts';
import { shownName } from './names.ts';
import { CHARACTER_PX, type Scale } from './scale.ts';

export interface ParallelPlot {
  /** Two or more. */
  readonly axes: readonly { readonly name: string; readonly scale: Scale }[];
  /** From the back to the front; each line has a value for every axis, and one that is not finite breaks it. */
  readonly groups: readonly { readonly look: Look; readonly lines: readonly (readonly number[])[] }[];
}

/** Of the plot where axes stand upright beside each other, in CSS pixels. */
const WIDE_HEIGHT = 290;
/** For each axis where they lie one below the other. */
const NARROW_ROW = 62;

/**
 * Things of several measures as lines over parallel axes (Inselberg, "The plane with parallel coordinates", The Visual
 * Computer 1, 1985): upright on a wide page, lying on a telephone, where names would not fit beside each other.
 */
export function parallelChart(text: ChartText, { axes, groups }: ParallelPlot): Html {
  const height = (narrow: boolean): number => (narrow ? axes.length * NARROW_ROW : WIDE_HEIGHT);
  return chart(text, height, ({ width, narrow }) => {
    const turn: Turn = narrow ? (axis, share) => [share, axis] : (axis, share) => [axis, share];
    const along = { type: 'value', min: -0.5, max: axes.length - 0.5, show: false, inverse: narrow };
    const across = { type: 'value', min: 0, max: 1, show: false };
    return {
      grid: narrow
        ? { left: 12, right: 12, top: 8, bottom: 0, outerBoundsMode: 'none' }
        : { left: 0, right: 0, top: 46, bottom: 26, outerBoundsMode: 'none' },
      xAxis: narrow ? across : along,
      yAxis: narrow ? along : across,
      series: [
        ...groups.map(({ look, lines: list }) =>
          lines(
            list.map((values) => lineOf(values, axes, turn)),
            look,
          ),
        ),
        lines(
          axes.map((_, axis) => [turn(axis, 0), turn(axis, 1)]),
          { color: 'muted', widthPx: 1 },
        ),
        ...axisTexts(axes, turn, narrow, (width / axes.length) * 0.94),
      ],
    };
  });
}

type Turn = (axis: number, share: number) => Point;

function lineOf(values: readonly number[], axes: ParallelPlot['axes'], turn: Turn): Point[] {
  return axes.map(({ scale }, axis) => turn(axis, shareOf(values[axis] ?? Number.NaN, scale)));
}

/** Where a value lies between the ends of its axis, 0 to 1. */
function shareOf(value: number, { kind, low, high }: Scale): number {
  return kind === 'log' ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/** The name of each axis, and what is at its ends; of names every one. */
function axisTexts(axes: ParallelPlot['axes'], turn: Turn, narrow: boolean, roomPx: number): Marks[] {
  const names = axes.map(({ name }, axis) => ({
    at: turn(axis, narrow ? 0 : 1),
    text: shownName(name, narrow ? 34 : Math.floor(roomPx / CHARACTER_PX)),
  }));
  const ends = (end: 0 | 1) =>
    axes
      .map(({ scale }, axis) => ({ scale, at: turn(axis, end) }))
      .filter(({ scale }) => scale.kind !== 'names')
      .map(({ scale, at }) => ({ at, text: scale.format(end === 0 ? scale.low : scale.high) }));
  const choices = axes.flatMap(({ scale }, axis) =>
    choicesOf(scale).map(({ share, text }) => ({ at: turn(axis, share), text })),
  );
  if (!narrow) {
    return [
      texts(names, { color: 'ink', shiftPx: [0, -32], mostPx: roomPx }),
      texts(ends(1), { color: 'muted', shiftPx: [0, -12], mostPx: roomPx }),
      texts(ends(0), { color: 'muted', shiftPx: [0, 14], mostPx: roomPx }),
      texts(choices, { color: 'ink', align: 'left', shiftPx: [5, 0], mostPx: roomPx / 2, fontPx: 11 }),
    ];
  }
  return [
    texts(names, { color: 'ink', align: 'left', shiftPx: [0, -12], mostPx: 250 }),
    texts(ends(0), { color: 'muted', align: 'left', shiftPx: [0, 12] }),
    texts(ends(1), { color: 'muted', align: 'right', shiftPx: [0, 12] }),
    texts(choices, { color: 'muted', shiftPx: [0, 12], mostPx: 90, fontPx: 11 }),
  ];
}

/** Names on an axis, six at most: more would run into each other. */
function choicesOf({ kind, low, high, format }: Scale): { share: number; text: string }[] {
  if (kind !== 'names') return [];
  const names = Math.round(high - low);
  const step = Math.ceil(names / 6);
  return Array.from({ length: Math.ceil(names / step) }, (_, index) => ({
    share: (index * step - low) / (high - low),
    text: format(index * step),
  }));
}
