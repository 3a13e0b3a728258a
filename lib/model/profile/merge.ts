import {
  type Bins,
  CONFIDENCE_BINS,
  type Counts,
  type FeatureCounts,
  type Layout,
  type PredictionCounts,
  type RejectedCounts,
} from '../../contract/profile.ts';
import { binCount } from './bins.ts';
import { rejectedInOrder } from './encode-counts.ts';

/** Counts of no row. */
export function emptyCounts({ features, prediction }: Layout): Counts {
  const predictions: PredictionCounts =
    prediction.task === 'regression'
      ? { rows: 0, values: emptyFeature(prediction.bins) }
      : {
          rows: 0,
          labels: zeros(prediction.classes),
          ...(prediction.hasConfidence && { confidence: zeros(CONFIDENCE_BINS) }),
        };
  return { rows: 0, features: features.map(emptyFeature), predictions, rejected: {} };
}

function emptyFeature(bins: Bins): FeatureCounts {
  const length = binCount(bins);
  const sums = bins.type === 'number' ? { sums: Array<string>(length).fill('0') } : {};
  return { bins: zeros(length), ...sums, missing: 0, below: 0, above: 0 };
}

function zeros(length: number): number[] {
  return Array<number>(length).fill(0);
}

/**
 * The counts of the rows of both, exactly: associative and commutative to the byte.
 * @throws RangeError when they were not counted in the same layout
 */
export function mergeCounts(a: Counts, b: Counts): Counts {
  return {
    rows: a.rows + b.rows,
    features: zip(a.features, b.features, mergeFeature),
    predictions: mergePredictions(a.predictions, b.predictions),
    rejected: mergeRejected(a.rejected, b.rejected),
  };
}

function mergePredictions(a: PredictionCounts, b: PredictionCounts): PredictionCounts {
  const labels = both(a.labels, b.labels, (x, y) => zip(x, y, add));
  const values = both(a.values, b.values, mergeFeature);
  const confidence = both(a.confidence, b.confidence, (x, y) => zip(x, y, add));
  return {
    rows: a.rows + b.rows,
    ...(labels && { labels }),
    ...(values && { values }),
    ...(confidence && { confidence }),
  };
}

function mergeFeature(a: FeatureCounts, b: FeatureCounts): FeatureCounts {
  const sums = both(a.sums, b.sums, (x, y) => zip(x, y, addWhole));
  return {
    bins: zip(a.bins, b.bins, add),
    ...(sums && { sums }),
    missing: a.missing + b.missing,
    below: a.below + b.below,
    above: a.above + b.above,
  };
}

function mergeRejected(a: RejectedCounts, b: RejectedCounts): RejectedCounts {
  const sum = new Map<string, Map<string, number>>();
  for (const [reason, fields] of [...Object.entries(a), ...Object.entries(b)]) {
    const counts = sum.get(reason) ?? new Map<string, number>();
    sum.set(reason, counts);
    for (const [field, count] of Object.entries(fields)) counts.set(field, (counts.get(field) ?? 0) + count);
  }
  return rejectedInOrder(Object.fromEntries([...sum].map(([reason, m]) => [reason, Object.fromEntries(m)])));
}

/** So many digits, with the sign, are exact as a double, and so is the sum of two. */
const MAX_EXACT_DIGITS = 15;

function addWhole(a: string, b: string): string {
  const isShort = a.length <= MAX_EXACT_DIGITS && b.length <= MAX_EXACT_DIGITS;
  return isShort ? String(Number(a) + Number(b)) : String(BigInt(a) + BigInt(b));
}

function add(a: number, b: number): number {
  return a + b;
}

function zip<T>(a: readonly T[], b: readonly T[], join: (x: T, y: T) => T): T[] {
  if (a.length !== b.length) throw otherLayout();
  return a.map((x, i) => join(x, b[i]!));
}

function both<T>(a: T | undefined, b: T | undefined, join: (x: T, y: T) => T): T | undefined {
  if ((a === undefined) !== (b === undefined)) throw otherLayout();
  return a === undefined || b === undefined ? undefined : join(a, b);
}

function otherLayout(): RangeError {
  return new RangeError('counts of different layouts cannot be added up');
}
