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

/** The time that a contender takes when little else happens: what disturbs it can only add. */
export function typical(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 4)]!;
}

/** The ratio of typical times. @param under one or several contenders, whose times add up */
export function ratio(over: readonly number[], ...under: readonly (readonly number[])[]): number {
  return typical(over) / under.reduce((sum, times) => sum + typical(times), 0);
}
