/** A place in a plot, in the values of its axes. */
export type Point = readonly [x: number, y: number];

/** Turns values into CSS pixels. */
type Place = (point: Point) => Point;

export interface Look {
  /** One of the style's variables. */
  readonly color:
    | 'series-1'
    | 'series-2'
    | 'series-3'
    | 'series-4'
    | 'good'
    | 'bad'
    | 'ink'
    | 'muted'
    | 'line';
  /** 0 to 1. Default: 1. */
  readonly opacity?: number;
  /** Of a line, or the diameter of a dot, in CSS pixels. Default: 1.5, of a dot 5. */
  readonly widthPx?: number;
  readonly dashed?: boolean;
}

/** A layer of a plot: a custom series of echarts. */
export type Marks = object;

/**
 * Shapes of one look are one path of the SVG, so that thousands of them cost no more bytes than their coordinates.
 */
function pathMarks(style: object, draw: (place: Place) => string): Marks {
  return {
    type: 'custom',
    silent: true,
    // The path is drawn once; what it shows comes by `draw`.
    data: [[1, 1]],
    renderItem: (_: unknown, api: { coord(point: Point): Point }) => {
      const pathData = draw((point) => api.coord(point));
      return pathData === '' ? undefined : { type: 'path', silent: true, shape: { pathData }, style };
    },
  };
}

function strokeOf({ color, opacity = 1, widthPx = 1.5, dashed = false }: Look, cap: string): object {
  const dash = dashed ? { lineDash: [5, 4] } : {};
  return { fill: 'none', stroke: `var(--${color})`, lineWidth: widthPx, lineCap: cap, opacity, ...dash };
}

/** Round dots: lines with round ends, too short to be seen as such, which the library would leave out if they were nothing. */
export function dots(points: readonly Point[], look: Look): Marks {
  return pathMarks(strokeOf({ widthPx: 5, ...look }, 'round'), (place) =>
    points
      .filter(isFinitePoint)
      .map((point) => `${moveTo(place(point))}l.6 0`)
      .join(''),
  );
}

/** Lines, each through its points; a point that is not finite leaves a gap. */
export function lines(list: readonly (readonly Point[])[], look: Look): Marks {
  return pathMarks(strokeOf(look, 'butt'), (place) => list.map((points) => polyline(points, place)).join(''));
}

function polyline(points: readonly Point[], place: Place): string {
  let isDrawing = false;
  let path = '';
  for (const point of points) {
    const shown = isFinitePoint(point);
    if (shown) path += isDrawing ? `L${pixels(place(point))}` : moveTo(place(point));
    isDrawing = shown;
  }
  return path;
}

/** A box from one corner to the other. */
export interface Box {
  readonly from: Point;
  readonly to: Point;
}

/** Filled boxes. @param padPx what is left free at the upper and lower side. Default: 0 */
export function boxes(list: readonly Box[], { color, opacity = 1 }: Look, padPx: Padding = {}): Marks {
  const { x: padX = 0, y: padY = 0, leastPx = 0 } = padPx;
  return pathMarks({ fill: `var(--${color})`, opacity }, (place) =>
    list
      .map(({ from, to }) => {
        const [[x1, y1], [x2, y2]] = [place(from), place(to)];
        const width = Math.max(Math.abs(x2 - x1) - 2 * padX, leastPx);
        const height = Math.max(Math.abs(y2 - y1) - 2 * padY, leastPx);
        return `${moveTo([Math.min(x1, x2) + padX, Math.min(y1, y2) + padY])}h${short(width)}v${short(height)}h${short(-width)}Z`;
      })
      .join(''),
  );
}

/** CSS pixels left free at the sides of each box, and the least that stays of one. */
export interface Padding {
  readonly x?: number;
  readonly y?: number;
  readonly leastPx?: number;
}

/** A text at a place. */
export interface TextMark {
  readonly at: Point;
  readonly text: string;
}

export interface TextLook extends Pick<Look, 'color'> {
  /** Default: center. */
  readonly align?: 'left' | 'center' | 'right';
  /** CSS pixels away from the place. Default: none. */
  readonly shiftPx?: readonly [x: number, y: number];
  /** CSS pixels that a text may take; longer ones are cut. */
  readonly mostPx?: number;
  /** CSS pixels. Default: 12. */
  readonly fontPx?: number;
}

/** Texts; the library escapes them. */
export function texts(list: readonly TextMark[], look: TextLook): Marks {
  const { color, align = 'center', shiftPx = [0, 0], mostPx, fontPx = 12 } = look;
  const limit = mostPx === undefined ? {} : { width: mostPx, overflow: 'truncate' };
  const style = { fill: `var(--${color})`, textAlign: align, textVerticalAlign: 'middle', fontSize: fontPx };
  return {
    type: 'custom',
    silent: true,
    data: list.map(() => [1, 1]),
    renderItem: ({ dataIndex }: { dataIndex: number }, api: { coord(point: Point): Point }) => {
      const { at, text } = list[dataIndex]!;
      const [x, y] = api.coord(at);
      return {
        type: 'text',
        silent: true,
        style: { ...style, ...limit, text, x: x + shiftPx[0], y: y + shiftPx[1] },
      };
    },
  };
}

function isFinitePoint([x, y]: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

function moveTo(place: Point): string {
  return `M${pixels(place)}`;
}

function pixels([x, y]: Point): string {
  return `${short(x)} ${short(y)}`;
}

/** A tenth of a pixel is finer than a screen. */
function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
