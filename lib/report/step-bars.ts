import { type Html, html } from './html.ts';

/** A bar over [from, to) of the horizontal axis. */
export interface StepBar {
  readonly from: number;
  readonly to: number;
  /** 0 or more. */
  readonly height: number;
}

export interface StepBarsPlot {
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  /** Filled, at the back: what is usual. */
  readonly reference: readonly StepBar[];
  /** An outline over a light fill: what is now. */
  readonly current: readonly StepBar[];
  /** Whether the two differ: the current one takes the colour for what is wrong. */
  readonly isWrong: boolean;
}

/** Of the drawing, in its own units: the page stretches it to the room there is. */
const WIDTH = 240;
const HEIGHT = 72;

/**
 * Two distributions over each other, small: bars without axes or text, so that hundreds of them fit into a page and
 * may be of any width.
 */
export function stepBars({ label, reference, current, isWrong }: StepBarsPlot): Html {
  const all = [...reference, ...current];
  const place = placeIn(all);
  return html`<svg class="mini" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}"><path class="usual" d="${area(reference, place)}"/><path class="${isWrong ? 'now wrong' : 'now'}" d="${area(current, place)}"/><path class="ground" d="M0 ${HEIGHT - 0.5}h${WIDTH}"/></svg>`;
}

type Place = (x: number, height: number) => string;

function placeIn(bars: readonly StepBar[]): Place {
  const left = Math.min(...bars.map(({ from }) => from));
  const width = Math.max(...bars.map(({ to }) => to)) - left;
  const most = Math.max(...bars.map(({ height }) => height));
  // Divided first: a reciprocal of the smallest numbers is none. Air above the highest bar, so that its outline is seen.
  return (x, height) => {
    const across = width > 0 ? (x - left) / width : 0;
    const up = most > 0 ? height / most : 0;
    return `${tenths(across * WIDTH)} ${tenths(HEIGHT - up * (HEIGHT - 3))}`;
  };
}

/** The outline of all bars as one shape, from the ground and back to it. */
function area(bars: readonly StepBar[], place: Place): string {
  const [first] = bars;
  if (first === undefined) return '';
  const tops = bars.map(({ from, to, height }) => `L${place(from, height)}L${place(to, height)}`);
  return `M${place(first.from, 0)}${tops.join('')}L${place(bars.at(-1)!.to, 0)}Z`;
}

function tenths(value: number): string {
  return String(Math.round(value * 10) / 10);
}
