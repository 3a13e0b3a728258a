import type { Direction, ObservedTrial } from '../samplers/sampler.ts';
import { containsAll } from '../space/contains.ts';
import type { Distribution, ParameterValue, SearchSpace } from '../space/distribution.ts';
import { countOnGrid } from './grid.ts';
import { gridDensity } from './grid-density.ts';
import { bestTenth } from './quantile.ts';

/** What a search's result depended on. */
export interface ImportanceReport {
  /**
   * By family, the share of each of its parameters in what mattered within the family. Shares of a family sum to 1, or
   * are all 0 when it has too few complete trials or nothing tells its best tenth from the others.
   */
  readonly families: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Trials of a family that anything can be said from. */
const FEWEST_TRIALS = 2;

/**
 * How much each hyperparameter mattered for being among the best tenth of the trials: PED-ANOVA, the Pearson divergence
 * of the best trials' density from that of all, one parameter at a time. Watanabe, Bansal & Hutter, "PED-ANOVA", IJCAI
 * 2023, arXiv:2304.10255. Each family is judged by itself. The choice of the family has no share: a sampler soon leaves
 * bad families, and pruned trials have no value, so that the best and all are of the same families where it matters most.
 * @param trials of any state; complete ones within the space count
 */
export function parameterImportance(
  space: SearchSpace,
  trials: readonly ObservedTrial[],
  direction: Direction,
): ImportanceReport {
  const complete = trials.filter(
    ({ state, family, parameters }) =>
      state === 'complete' && Object.hasOwn(space, family) && containsAll(space[family]!, parameters),
  );
  return {
    families: Object.fromEntries(
      Object.keys(space).map((family) => {
        const own = complete.filter((trial) => trial.family === family);
        return [family, sharesOf(divergences(space, family, own, best(own, direction)))];
      }),
    ),
  };
}

function best(complete: readonly ObservedTrial[], direction: Direction): readonly ObservedTrial[] {
  return complete.length < FEWEST_TRIALS ? [] : bestTenth(complete, direction);
}

function divergences(
  space: SearchSpace,
  family: string,
  all: readonly ObservedTrial[],
  good: readonly ObservedTrial[],
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(space[family]!).map(([name, distribution]) => {
      const values = (part: readonly ObservedTrial[]) => part.map(({ parameters }) => parameters[name]!);
      return [name, good.length === 0 ? 0 : divergence(distribution, values(good), values(all))];
    }),
  );
}

/** Σ p·(q/p − 1)², q the density of the best trials and p that of all. */
function divergence(
  distribution: Distribution,
  good: readonly ParameterValue[],
  all: readonly ParameterValue[],
): number {
  if (isSingle(distribution)) return 0;
  const ordered = distribution.kind !== 'categorical';
  const [q, p] = [good, all].map((values) => gridDensity(countOnGrid(distribution, values), ordered));
  return p!.reduce((total, density, cell) => total + density * (q![cell]! / density - 1) ** 2, 0);
}

function isSingle(distribution: Distribution): boolean {
  return distribution.kind === 'categorical'
    ? distribution.choices.length === 1
    : distribution.low === distribution.high;
}

function sharesOf(divergences: Record<string, number>): Record<string, number> {
  const total = sum(Object.values(divergences));
  return Object.fromEntries(
    Object.entries(divergences).map(([name, own]) => [name, total === 0 ? 0 : own / total]),
  );
}

function sum(terms: readonly number[]): number {
  return terms.reduce((total, term) => total + term, 0);
}
