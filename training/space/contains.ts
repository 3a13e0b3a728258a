import type { Distribution, Parameters, ParameterValue, Subspace } from './distribution.ts';
import { isOnGrid } from './grid.ts';

/** Whether a distribution could give this value. */
export function contains(distribution: Distribution, value: unknown): boolean {
  if (distribution.kind === 'categorical') return distribution.choices.includes(value as ParameterValue);
  const { kind, low, high, step } = distribution;
  if (typeof value !== 'number' || !(value >= low && value <= high)) return false;
  if (kind === 'int' && !Number.isInteger(value)) return false;
  return step === null || isOnGrid(value, low, step);
}

/** Whether parameters have a value of every distribution; others beside them do not matter. */
export function containsAll(subspace: Subspace, parameters: Parameters): boolean {
  return Object.entries(subspace).every(([name, distribution]) => contains(distribution, parameters[name]));
}
