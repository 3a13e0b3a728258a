import type { Distribution, Parameters, ParameterValue, Subspace } from './distribution.ts';
import { gridSize, nearestOnGrid } from './grid.ts';
import { axisOf } from './internal.ts';

/**
 * The value at a share of a distribution: uniform shares give uniform values, on a logarithm where it has one.
 * @param share from 0 to below 1
 */
export function drawUniform(distribution: Distribution, share: number): ParameterValue {
  if (distribution.kind === 'categorical')
    return distribution.choices[Math.floor(share * distribution.choices.length)]!;
  const { low, high, log, step } = distribution;
  if (step !== null && !log) {
    const value = low + Math.floor(share * gridSize(low, high, step)) * step;
    return Math.min(high, value);
  }
  const axis = axisOf(distribution);
  const place = axis.low + share * (axis.high - axis.low);
  const value = log ? Math.exp(place) : place;
  return step === null ? Math.min(high, Math.max(low, value)) : nearestOnGrid(value, low, high, step);
}

/** A value of each parameter. @param share of each, in the subspace's order */
export function drawAll(subspace: Subspace, share: (dimension: number) => number): Parameters {
  return Object.fromEntries(
    Object.entries(subspace).map(([name, distribution], at) => [name, drawUniform(distribution, share(at))]),
  );
}
