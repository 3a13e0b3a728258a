/** Regrets of many seeds in a few numbers. */
export interface Summary {
  readonly median: number;
  readonly q1: number;
  readonly q3: number;
  readonly mean: number;
}

export function summarize(regrets: readonly number[]): Summary {
  const sorted = regrets.toSorted((a, b) => a - b);
  const quantile = (share: number) => {
    const place = (sorted.length - 1) * share;
    const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return below + (above - below) * (place % 1);
  };
  const mean = sorted.reduce((sum, regret) => sum + regret, 0) / sorted.length;
  return { median: quantile(0.5), q1: quantile(0.25), q3: quantile(0.75), mean };
}
