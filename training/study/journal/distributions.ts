import type { Distribution, SearchSpace } from '../../space/distribution.ts';
import { toInternal } from '../../space/internal.ts';
import type { Trial } from '../trial.ts';

/** The name of the parameter that says which family a trial is of. */
const FAMILY = 'family';

/** A trial's parameters as Optuna has them: one flat namespace, each with its distribution and internal value. */
export interface FlatParameters {
  /** JSON texts by name. */
  readonly distributions: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, number>>;
}

/**
 * Families become a categorical parameter, and the parameters of the chosen one "<family>.<name>": Optuna shows
 * parameters that only some trials have.
 */
export function flatParameters(space: SearchSpace, { family, parameters }: Trial): FlatParameters {
  const families: Distribution = { kind: 'categorical', choices: Object.keys(space) };
  const entries = [
    [FAMILY, families, family] as const,
    ...Object.entries(space[family] ?? {}).map(
      ([name, distribution]) => [`${family}.${name}`, distribution, parameters[name]!] as const,
    ),
  ];
  return {
    distributions: Object.fromEntries(
      entries.map(([name, distribution]) => [name, optunaJson(distribution)]),
    ),
    params: Object.fromEntries(
      entries.map(([name, distribution, value]) => [name, toInternal(distribution, value)]),
    ),
  };
}

function optunaJson(distribution: Distribution): string {
  if (distribution.kind === 'categorical')
    return JSON.stringify({ name: 'CategoricalDistribution', attributes: { choices: distribution.choices } });
  const { kind, low, high, log, step } = distribution;
  const name = kind === 'int' ? 'IntDistribution' : 'FloatDistribution';
  return JSON.stringify({ name, attributes: { log, step, low, high } });
}
