import type { Difference, DriftResult } from '../../../lib/contract/drift.ts';
import type { ReferenceProfile } from '../../../lib/contract/profile.ts';
import type { StepBar } from '../../../lib/report/step-bars.ts';
import { type Bars, barsOf } from '../../../monitoring/report/bins.ts';
import { badgeOf, STATISTICS } from '../../../monitoring/report/words.ts';
import { printable } from '../../terminal/printable.ts';

const BLOCKS = ' ▁▂▃▄▅▆▇█';
const COLUMNS = 28;
/** Of a name: longer ones are cut. */
const MOST_CHARACTERS = 20;
/** Features with a picture: a screen has room for these. */
const MOST_FEATURES = 11;

/** Each feature as two lines of blocks, what it was in training over what it is now, and its verdict. */
export function featurePictures(result: DriftResult, { layout }: ReferenceProfile): string[] {
  const ranges = new Map(
    layout.features.map((bins) => [bins.name, bins.type === 'number' ? bins.range : undefined]),
  );
  return result.features
    .slice(0, MOST_FEATURES)
    .flatMap((feature) => pictureOf(feature, barsOf(feature.histogram, ranges.get(feature.name))));
}

function pictureOf(feature: Difference, bars: Bars): string[] {
  const before = columnsOf(bars.reference);
  const now = columnsOf(bars.current);
  const most = Math.max(...before, ...now);
  const name = printable(feature.name).slice(0, MOST_CHARACTERS).padEnd(MOST_CHARACTERS);
  const { effect } = feature;
  const score = `${STATISTICS[effect.statistic]} ${effect.value.toFixed(2)} of ${effect.floor.toFixed(2)}`;
  return [
    `  ${name} ${blocks(before, most)}  in training`,
    `  ${' '.repeat(MOST_CHARACTERS)} ${blocks(now, most)}  now: ${score}, ${badgeOf(feature).text}`,
  ];
}

/** Mean heights over columns of equal width. */
export function columnsOf(bars: readonly StepBar[]): number[] {
  const [left, right] = [bars[0]?.from ?? 0, bars.at(-1)?.to ?? 0];
  const width = (right - left) / COLUMNS;
  return Array.from({ length: COLUMNS }, (_, column) => {
    const [from, to] = [left + column * width, left + (column + 1) * width];
    const area = bars.reduce(
      (sum, bar) => sum + Math.max(0, Math.min(bar.to, to) - Math.max(bar.from, from)) * bar.height,
      0,
    );
    return width > 0 ? area / width : 0;
  });
}

function blocks(heights: readonly number[], most: number): string {
  return heights
    .map((height) => BLOCKS[most > 0 ? Math.ceil((height / most) * (BLOCKS.length - 1)) : 0] ?? ' ')
    .join('');
}
