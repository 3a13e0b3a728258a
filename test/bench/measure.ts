/** Work whose time is measured; whatever it gives is thrown away. */
export type Work = () => unknown;

export interface Rounds {
  /** Rounds that count. */
  readonly rounds: number;
  /** Rounds before them that do not: compilers and caches come to rest. */
  readonly warmUp: number;
}

/**
 * The times of several contenders in milliseconds, by round. They take turns in every round, each round beginning
 * with the next one, so that whatever else the machine does hits all alike.
 */
export async function measure<Name extends string>(
  contenders: Readonly<Record<Name, Work>>,
  { rounds, warmUp }: Rounds,
): Promise<Readonly<Record<Name, number[]>>> {
  const names = Object.keys(contenders) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUp; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round + warmUp) % names.length]!;
      const started = performance.now();
      await contenders[name]();
      const took = performance.now() - started;
      if (round >= 0) times[name].push(took);
    }
  }
  return times;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median of the rounds' own ratios. @param under one or several contenders, whose times add up */
export function ratio(over: readonly number[], ...under: readonly (readonly number[])[]): number {
  return median(over.map((time, round) => time / under.reduce((sum, times) => sum + times[round]!, 0)));
}
