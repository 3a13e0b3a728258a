import type { Bins, FeatureCounts, ReferenceProfile } from '../../lib/contract/profile.ts';
import { chiSquare } from '../../monitoring/drift/statistics/chi-square.ts';
import { featureStatistics } from '../../monitoring/drift/statistics/feature-statistics.ts';
import { kolmogorovSmirnov } from '../../monitoring/drift/statistics/kolmogorov-smirnov.ts';

/** How far one feature of a new reference lies from an older one. */
export interface ReferenceShift {
  readonly feature: string;
  /**
   * Of numbers the Wasserstein distance over the older reference's deviation, or where their bins differ that of the
   * means, which it is never below; of categories the PSI.
   */
  readonly effect: number;
  /** Whether the effect reaches the floor and is none of chance. */
  readonly differs: boolean;
}

/** As windows are judged: smaller effects are not worth a look, however sure. */
export const EFFECT_FLOOR = 0.1;

const ALPHA = 0.001;

/** Of a normal distribution, two-sided: so many deviations are left out in 1 of 1,000 cases. */
const DEVIATIONS = 3.29;

interface Side {
  readonly bins: Bins;
  readonly counts: FeatureCounts;
  readonly moments: ReferenceProfile['moments'][number];
}

/**
 * The features of both references by falling effect; those that only one has, or that changed their type, are left
 * out. Rows that both learned from make chance look smaller than it is, never larger.
 */
export function compareReferences(own: ReferenceProfile, older: ReferenceProfile): ReferenceShift[] {
  const before = sidesOf(older);
  return [...sidesOf(own)]
    .flatMap(([feature, side]) => {
      const other = before.get(feature);
      if (other === undefined || other.bins.type !== side.bins.type) return [];
      return [{ feature, ...shiftOf(side, other) }];
    })
    .sort((a, b) => b.effect - a.effect);
}

function sidesOf({ layout, counts, moments }: ReferenceProfile): Map<string, Side> {
  const sides = layout.features.map(
    (bins, at) => [bins.name, { bins, counts: counts.features[at]!, moments: moments[at] ?? null }] as const,
  );
  return new Map(sides);
}

function shiftOf(own: Side, older: Side): Omit<ReferenceShift, 'feature'> {
  const { bins } = older;
  if (JSON.stringify(bins) !== JSON.stringify(own.bins)) return shiftOfMeans(own, older);
  const statistics = featureStatistics(bins, older.counts, own.counts, older.moments?.deviation ?? 0);
  const effect = (bins.type === 'number' ? statistics.wasserstein : statistics.psi) ?? 0;
  const test = bins.type === 'number' ? kolmogorovSmirnov : chiSquare;
  const { pValue } = test(older.counts.bins, own.counts.bins);
  return { effect, differs: effect >= EFFECT_FLOOR && pValue < ALPHA };
}

/** Bins that differ cannot be laid over each other; of categories nothing is left to compare then. */
function shiftOfMeans(own: Side, older: Side): Omit<ReferenceShift, 'feature'> {
  if (own.moments === null || older.moments === null) return { effect: 0, differs: false };
  const { mean, deviation } = older.moments;
  const change = Math.abs(own.moments.mean - mean);
  const effect = deviation > 0 ? change / deviation : Number(change > 0);
  const chance = Math.sqrt(1 / rowsOf(own) + 1 / rowsOf(older));
  return { effect, differs: effect >= EFFECT_FLOOR && effect > DEVIATIONS * chance };
}

function rowsOf({ counts: { bins } }: Side): number {
  return bins.reduce((sum, count) => sum + count, 0);
}
