import type { Difference } from '../../../../lib/contract/drift.ts';
import { s } from '../elements.ts';
import { percent } from '../format.ts';

const WIDTH = 200;
const HEIGHT = 56;
/** An open bin is as wide as its neighbour, but no wider than this share of the picture. */
const MOST_OPEN = 0.15;

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly height: number;
}

/**
 * A window (line) over its reference (area). Bins between edges are as wide as their values are apart and as high as
 * rows are dense in them, since bins of equally many rows would show no shape; others stand side by side.
 */
export function miniHistogram({ name, histogram }: Pick<Difference, 'name' | 'histogram'>): SVGElement {
  const { labels, reference, current } = histogram;
  const edges = edgesOf(labels) ?? labels.map((_, index) => index).concat(labels.length);
  const bars = (shares: readonly number[]): Bar[] =>
    labels.map((_, i) => {
      const [from, to] = [edges[i]!, edges[i + 1]!];
      return { from, to, height: (shares[i] ?? 0) / (to - from) };
    });
  const [before, now] = [bars(reference), bars(current)];
  const most = Math.max(...before.map(({ height }) => height), ...now.map(({ height }) => height)) || 1;
  const d = (list: readonly Bar[]) => outline(list, edges, most);
  return s(
    'svg',
    {
      class: 'mini',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': labelOf(name, histogram),
    },
    s('path', { class: 'before', d: `${d(before)}Z` }),
    s('path', { class: 'now', d: d(now) }),
  );
}

/** Where the difference is greatest, for those who cannot see it. */
function labelOf(name: string, { labels, reference, current }: Difference['histogram']): string {
  let greatest = 0;
  for (const i of labels.keys()) {
    const change = (at: number) => Math.abs((current[at] ?? 0) - (reference[at] ?? 0));
    if (change(i) > change(greatest)) greatest = i;
  }
  if (labels.length === 0) return `${name}: no rows`;
  const [now, before] = [percent(current[greatest] ?? 0), percent(reference[greatest] ?? 0)];
  return `${name}: most changed is ${labels[greatest]}, ${now} of rows now, ${before} before`;
}

function outline(bars: readonly Bar[], edges: readonly number[], most: number): string {
  const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 1];
  const x = (value: number) => (((value - low) / (high - low || 1)) * WIDTH).toFixed(1);
  const y = (height: number) => (HEIGHT - 1 - (height / most) * (HEIGHT - 4)).toFixed(1);
  const steps = bars.map(({ from, to, height }) => `L${x(from)} ${y(height)}L${x(to)} ${y(height)}`);
  return `M0 ${HEIGHT}${steps.join('')}L${WIDTH} ${HEIGHT}`;
}

/** Both ends of all bins; undefined where labels are no edges ("≤ 1", "1 to 2", "> 2"). */
function edgesOf(labels: readonly string[]): number[] | undefined {
  if (labels.length < 3) return undefined;
  const inner = labels
    .slice(0, -1)
    .map((label) => Number(/^(?:≤|.+ to) (\S+)$/.exec(label)?.[1] ?? Number.NaN));
  const [low, high] = [inner[0]!, inner.at(-1)!];
  const most = (high - low) * MOST_OPEN;
  const first = Math.min(inner[1]! - low, most);
  const last = Math.min(high - (inner.at(-2) ?? low), most);
  const edges = [low - first, ...inner, high + last];
  return edges.slice(1).every((edge, i) => edge > edges[i]!) ? edges : undefined;
}
