import { quantile } from './quantiles.ts';

/**
 * Milliseconds of each run, the fastest of its repetitions; run i of either model had the same rows and the same
 * neighbours in time.
 */
export interface BestTimes {
  readonly candidate: readonly number[];
  /** Empty without a champion. */
  readonly champion: readonly number[];
}

export interface LatencyComparison {
  /** The 99th percentile; of fewer than 100 runs the slowest. */
  readonly candidateMs: number;
  /** Undefined without a champion, as is the ratio. */
  readonly championMs: number | undefined;
  readonly ratio: number | undefined;
}

/**
 * What a quiet machine would have measured. Whatever else runs can only add to a latency, and seldom to all
 * repetitions of a run: so the fastest of them is the model's own time for those rows, and the 99th percentile over
 * the runs is that of its slow rows instead of that of the machine's other work.
 */
export function compareLatency({ candidate, champion }: BestTimes): LatencyComparison {
  const candidateMs = quantile(candidate, 0.99);
  if (champion.length === 0) return { candidateMs, championMs: undefined, ratio: undefined };
  const championMs = quantile(champion, 0.99);
  return { candidateMs, championMs, ratio: candidateMs / championMs };
}
