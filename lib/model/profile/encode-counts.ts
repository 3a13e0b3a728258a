import type { Counts, FeatureCounts, RejectedCounts } from '../../contract/profile.ts';

/** Counts as JSON in one spelling: the same rows give the same text, however they were counted and merged. */
export function encodeCounts(counts: Counts): string {
  const { rows, features, predictions, rejected } = counts;
  const { labels, values, confidence } = predictions;
  return JSON.stringify({
    rows,
    features: features.map(featureInOrder),
    predictions: {
      rows: predictions.rows,
      ...(labels && { labels }),
      ...(values && { values: featureInOrder(values) }),
      ...(confidence && { confidence }),
    },
    rejected: rejectedInOrder(rejected),
  });
}

function featureInOrder({ bins, sums, missing, below, above }: FeatureCounts): FeatureCounts {
  return { bins, ...(sums && { sums }), missing, below, above };
}

/** By reason and field in the order of their characters, without zeros. */
export function rejectedInOrder(rejected: RejectedCounts): RejectedCounts {
  const reasons = Object.entries(rejected).map(
    ([reason, fields]) => [reason, sorted(Object.entries(fields).filter(([, count]) => count > 0))] as const,
  );
  return sorted(reasons.filter(([, fields]) => Object.keys(fields).length > 0));
}

/** fromEntries makes own properties of any name, `__proto__` too. */
function sorted<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
