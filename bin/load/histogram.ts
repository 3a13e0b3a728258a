/** A percentile is at most this much off, relative to the true one. */
export const RELATIVE_ERROR = 0.01;

/** Bounds of a bucket are a factor GROWTH apart, and its value is the one that is equally far from both of them. */
const GROWTH = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LOG_GROWTH = Math.log(GROWTH);

/** Smaller durations count as this one, in milliseconds: clocks show no less. */
export const LEAST_MS = 0.001;

/** Longer ones count as this one: eleven days. */
export const MOST_MS = 1e9;

const BUCKETS = Math.ceil(Math.log(MOST_MS / LEAST_MS) / LOG_GROWTH) + 1;

/**
 * Durations in 1,383 buckets that grow in geometric progression, whatever their number: 11 kB each. After C. Masson,
 * J. E. Rim, H. K. Lee, "DDSketch: A fast and fully-mergeable quantile sketch with relative-error guarantees",
 * PVLDB 12(12), 2019, https://doi.org/10.14778/3352063.3352135. Count, least, greatest and mean are exact.
 */
export class Histogram {
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  readonly #buckets = new Float64Array(BUCKETS);
  #sum = 0;

  /** @param ms a duration; one below zero (two clocks that disagree) counts as zero */
  add(ms: number): void {
    const value = Math.max(0, ms);
    const bucket = bucketOf(value);
    this.#buckets[bucket] = this.#buckets[bucket]! + 1;
    this.count++;
    this.#sum += value;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }

  /**
   * The least duration that at least the share `p` of all do not exceed (nearest rank), within RELATIVE_ERROR.
   * @param p above 0, at most 1
   * @returns undefined when there is none
   */
  percentile(p: number): number | undefined {
    if (this.count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(p * this.count));
    let bucket = 0;
    for (let seen = this.#buckets[0]!; seen < rank; seen += this.#buckets[bucket]!) bucket++;
    return Math.min(this.max, Math.max(this.min, middleOf(bucket)));
  }

  get mean(): number | undefined {
    return this.count === 0 ? undefined : this.#sum / this.count;
  }

  /** The buckets from the first that holds something to the last, `merged` neighbours to one. */
  bins(merged: number): { readonly from: number; readonly to: number; readonly count: number }[] {
    const last = this.#buckets.findLastIndex((count) => count > 0);
    const bins = [];
    for (
      let first = this.#buckets.findIndex((count) => count > 0);
      first >= 0 && first <= last;
      first += merged
    ) {
      const held = this.#buckets.subarray(first, first + merged).reduce((sum, count) => sum + count, 0);
      bins.push({ from: lowerBound(first), to: lowerBound(first + merged), count: held });
    }
    return bins;
  }

  clear(): void {
    this.#buckets.fill(0);
    this.count = this.#sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
  }
}

/** Bucket i holds the values in [LEAST_MS · GROWTH^i, LEAST_MS · GROWTH^(i + 1)). */
function bucketOf(ms: number): number {
  if (ms <= LEAST_MS) return 0;
  return Math.min(BUCKETS - 1, Math.floor(Math.log(ms / LEAST_MS) / LOG_GROWTH));
}

function lowerBound(bucket: number): number {
  return LEAST_MS * GROWTH ** bucket;
}

function middleOf(bucket: number): number {
  return (lowerBound(bucket) * 2 * GROWTH) / (1 + GROWTH);
}
