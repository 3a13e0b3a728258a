import { s } from '../elements.ts';

const WIDTH = 200;
const HEIGHT = 40;

export interface Spark {
  /** For those who cannot see it. */
  readonly label: string;
  readonly values: readonly number[];
  /** From where on a value matters. Default: none. */
  readonly floor?: number;
  /** Default: 0 or the lowest. */
  readonly fromLowest?: boolean;
}

/** How a value went, small: a line with a dot at its end. */
export function spark({ label, values, floor, fromLowest = false }: Spark): SVGElement {
  const low = fromLowest ? Math.min(...values) : Math.min(0, ...values);
  const high = Math.max(...values, floor ?? low);
  const y = (value: number) => (HEIGHT - 4 - ((value - low) / (high - low || 1)) * (HEIGHT - 8)).toFixed(1);
  const x = (i: number) =>
    (values.length < 2 ? WIDTH - 4 : (i / (values.length - 1)) * (WIDTH - 8) + 4).toFixed(1);
  const line = values.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i)} ${y(value)}`).join('');
  const end = values.length === 0 ? '' : `M${x(values.length - 1)} ${y(values.at(-1)!)}h.01`;
  return s(
    'svg',
    {
      class: 'mini spark',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': label,
    },
    floor !== undefined && s('path', { class: 'floor', d: `M0 ${y(floor)}H${WIDTH}` }),
    s('path', { class: 'course', d: line }),
    s('path', { class: 'end', d: end }),
  );
}
