import { type Html, html } from './html.ts';

export interface SparkBandPlot {
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  /** 0 or more each, the oldest first; at least one. */
  readonly values: readonly number[];
  /** Where values lie when nothing changes. */
  readonly band: { readonly low: number; readonly high: number } | null;
  /** From where on a value matters. */
  readonly floor: number;
  /** Whether the last value is as it should not be. */
  readonly isWrong: boolean;
}

/** Of the drawing, in its own units: the page stretches it to the room there is. */
const WIDTH = 240;
const HEIGHT = 72;
const EDGE = 5;

/** How a value went, small: a line that ends in a dot, over the band that is usual and the line from where it matters. */
export function sparkBand({ label, values, band, floor, isWrong }: SparkBandPlot): Html {
  const most = Math.max(...values, floor, band?.high ?? 0) * 1.1 || 1;
  const y = (value: number): number => tenths(HEIGHT - EDGE - (value / most) * (HEIGHT - 2 * EDGE));
  const x = (index: number): number =>
    tenths(values.length < 2 ? WIDTH - EDGE : EDGE + (index / (values.length - 1)) * (WIDTH - 2 * EDGE));
  const points = values.map((value, index) => `${index === 0 ? 'M' : 'L'}${x(index)} ${y(value)}`);
  const usual =
    band === null ? '' : html`<path class="usual" d="M0 ${y(band.high)}H${WIDTH}V${y(band.low)}H0Z"/>`;
  const last = `M${x(values.length - 1)} ${y(values.at(-1) ?? 0)}h.01`;
  return html`<svg class="mini" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">${usual}<path class="floor" d="M0 ${y(floor)}H${WIDTH}"/><path class="course" d="${points.join('')}"/><path class="${isWrong ? 'last wrong' : 'last'}" d="${last}"/></svg>`;
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
