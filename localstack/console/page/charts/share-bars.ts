import { s } from '../elements.ts';
import { percent } from '../format.ts';

const WIDTH = 200;
const HEIGHT = 56;
const GAP = 2;

/** Shares of equal bins side by side. @param name of what is counted, for those who cannot see it */
export function shareBars(name: string, shares: readonly number[]): SVGElement {
  const most = Math.max(...shares) || 1;
  const width = WIDTH / shares.length;
  const greatest = shares.indexOf(Math.max(...shares));
  const [from, to] = [greatest / shares.length, (greatest + 1) / shares.length];
  const isEmpty = shares.every((share) => share === 0);
  const label = `${name}: ${isEmpty ? 'none yet' : `most often from ${percent(from)} to ${percent(to)}`}`;
  return s(
    'svg',
    {
      class: 'mini bars',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': label,
    },
    s('path', { class: 'grid', d: `M0 ${HEIGHT - 0.5}H${WIDTH}` }),
    shares.map((share, i) => {
      const height = (share / most) * (HEIGHT - 4);
      return s('rect', { x: i * width + GAP / 2, y: HEIGHT - 1 - height, width: width - GAP, height });
    }),
  );
}
