import { quantile } from './quantiles.ts';

/** Milliseconds of each run of either model, the fewest of its repetitions. */
export interface Sides {
  readonly candidate: readonly number[];
  /** Empty without a champion. Run i had the same rows as the candidate's, and the same neighbours in time. */
  readonly champion: readonly number[];
}

export interface BestTimes {
  /** By the clock. */
  readonly wall: Sides;
  /** Of the processor. */
  readonly cpu: Sides;
}

export interface LatencyComparison {
  /** The 99th percentile by the clock; of fewer than 100 runs the slowest. */
  readonly candidateMs: number;
  /** Undefined without a champion, as is the ratio. */
  readonly championMs: number | undefined;
  readonly ratio: number | undefined;
}

/**
 * What a quiet machine would have measured. Whatever else runs can only add to a latency, and seldom to all
 * repetitions of a run: so the fastest of them is the model's own time for those rows, and the 99th percentile over
 * the runs is that of its slow rows instead of that of the machine's other work. Where so much else runs that it hits
 * all repetitions, the processor's time still tells the models apart: the lower of the two ratios counts.
 */
export function compareLatency({ wall, cpu }: BestTimes): LatencyComparison {
  const candidateMs = quantile(wall.candidate, 0.99);
  if (wall.champion.length === 0) return { candidateMs, championMs: undefined, ratio: undefined };
  const championMs = quantile(wall.champion, 0.99);
  return { candidateMs, championMs, ratio: Math.min(candidateMs / championMs, cpuRatio(cpu)) };
}

/** Infinite where the processor's clock shows nothing: the other ratio then counts. */
function cpuRatio({ candidate, champion }: Sides): number {
  const least = quantile(champion, 0.99);
  return least > 0 ? quantile(candidate, 0.99) / least : Infinity;
}
