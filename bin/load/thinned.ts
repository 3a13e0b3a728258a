import type { SecondOfRun } from './series.ts';

export interface Thinned {
  /** Seconds from one point to the next. */
  readonly stepS: number;
  readonly points: readonly Omit<SecondOfRun, 'second'>[];
}

/** Seconds as at most `most` points: rates are the mean of the seconds that a point stands for, latencies the worst. */
export function thinned(seconds: readonly SecondOfRun[], most: number): Thinned {
  const stepS = Math.max(1, Math.ceil(seconds.length / most));
  const points = [];
  for (let from = 0; from < seconds.length; from += stepS)
    points.push(pointOf(seconds.slice(from, from + stepS)));
  return { stepS, points };
}

function pointOf(seconds: readonly SecondOfRun[]): Omit<SecondOfRun, 'second'> {
  const mean = (of: (second: SecondOfRun) => number) =>
    seconds.reduce((sum, second) => sum + of(second), 0) / seconds.length;
  const worst = (of: (second: SecondOfRun) => number | null) =>
    seconds.reduce<number | null>((most, second) => {
      const value = of(second);
      return value === null ? most : Math.max(most ?? 0, value);
    }, null);
  return {
    sent: mean(({ sent }) => sent),
    predicted: mean(({ predicted }) => predicted),
    rejected: mean(({ rejected }) => rejected),
    p50: worst(({ p50 }) => p50),
    p95: worst(({ p95 }) => p95),
    p99: worst(({ p99 }) => p99),
  };
}
