import type { Difference } from '../../../lib/contract/drift.ts';
import type { ReferenceProfile, StatisticName } from '../../../lib/contract/profile.ts';
import type { Evidence, WindowEvidence } from './evidence.ts';

/** Of 95%. */
const TAILS = 0.025;
const DEVIATIONS = 2;
/** Fewer pairs have no 95%. */
const LEAST_EFFECTS = 20;

type Spread = ReferenceProfile['spread'];

/**
 * Where the judged effect lies when nothing changes, for a window of this one's rows: the middle 95% of same-hour pairs
 * of the history where there are enough, else the mean of chunks of the reference ± two deviations. Wasserstein
 * distances go with the square root of 1/n + 1/m, stability indices with 1/n + 1/m itself.
 */
export function bandOf(
  window: WindowEvidence,
  evidence: Evidence,
  spread: Spread,
  feature: number | null,
): Difference['band'] {
  const { statistic } = window.effect;
  const { effects } = evidence.pairs;
  if (effects.length >= LEAST_EFFECTS) return bandOfPairs(effects, window.variance, statistic);
  const known = feature === null ? undefined : spread.features[feature]?.[statistic];
  if (known === undefined || spread.chunks === 0 || spread.rows === 0) return null;
  const factor = scale(window.variance * spread.rows, statistic);
  return {
    low: Math.max(0, known.mean - DEVIATIONS * known.deviation) * factor,
    high: (known.mean + DEVIATIONS * known.deviation) * factor,
  };
}

function bandOfPairs(
  effects: readonly { readonly value: number; readonly variance: number }[],
  variance: number,
  statistic: StatisticName,
): Difference['band'] {
  const scaled = effects
    .map((each) => each.value * scale(variance / each.variance, statistic))
    .sort((a, b) => a - b);
  const at = (share: number) => scaled[Math.round(share * (scaled.length - 1))]!;
  return { low: at(TAILS), high: at(1 - TAILS) };
}

function scale(ratio: number, statistic: StatisticName): number {
  return statistic === 'psi' ? ratio : Math.sqrt(ratio);
}
