import { NO_WIDTH, type NullWidth } from './null-width.ts';

/**
 * Features of one model are counted from the same rows, so their design effects are alike: each is drawn towards their
 * geometric mean, the more the less they differ beyond what their own uncertainty explains. The prior's degrees of
 * freedom come from moments of ln s², as in Smyth (2004), Linear models and empirical Bayes methods, section 6.2. They
 * count at most three times the feature's own: features that hang together err together. A feature of which nothing was
 * learned has the mean of the others, or that of independent rows where there are none.
 */
export function moderate(widths: readonly (NullWidth | null)[]): NullWidth[] {
  const known = widths.filter((width) => width !== null);
  if (known.length === 0) return widths.map(() => NO_WIDTH);
  const own = known.reduce((sum, { degrees }) => sum + degrees, 0) / known.length;
  const logs = known.map(({ effect }) => Math.log(effect));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const prior = priorDegrees(logs, mean, own);
  return widths.map((width) => {
    if (width === null) return { effect: Math.max(1, Math.exp(mean)), degrees: own };
    const effect = (width.degrees * width.effect + prior * Math.exp(mean)) / (width.degrees + prior);
    return { effect: Math.max(1, effect), degrees: width.degrees + prior };
  });
}

const MOST_TIMES_OWN = 3;

function priorDegrees(logs: readonly number[], mean: number, own: number): number {
  if (logs.length < 2) return 0;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1);
  const beyond = variance - 2 / own;
  return beyond > 0 ? Math.min(MOST_TIMES_OWN * own, 2 / beyond) : MOST_TIMES_OWN * own;
}
