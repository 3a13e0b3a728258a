import type { Random } from '../../random.ts';
import type { Distribution } from '../../space/distribution.ts';
import { nearestOnGrid } from '../../space/grid.ts';
import { type Axis, axisOf } from '../../space/internal.ts';
import type { Kernels } from './kernels.ts';
import { logDensity, logMassBetween } from './normal.ts';

type Numeric = Exclude<Distribution, { kind: 'categorical' }>;

/** Normal distributions, cut off at the bounds; on a grid each value has the probability of its cell. */
export interface NumericKernels extends Kernels {
  /** On the axis: logarithms where the distribution has them. */
  readonly means: Float64Array;
  readonly widths: Float64Array;
}

/**
 * @param observed values, oldest first
 * @param narrowest the smallest width as a share of the axis, of this many kernels
 */
export function numericKernels(
  distribution: Numeric,
  observed: ArrayLike<number>,
  narrowest: (kernels: number) => number = smallestShare,
): NumericKernels {
  const axis = axisOf(distribution);
  const range = axis.high - axis.low;
  const count = observed.length + 1;
  if (range === 0 || distribution.low === distribution.high) return onlyValue(distribution.low, axis, count);
  const means = Float64Array.from({ length: count }, (_, at) =>
    at === observed.length ? (axis.low + axis.high) / 2 : onAxis(axis, observed[at]!),
  );
  const widths = kernelWidths(means.subarray(0, -1), axis, narrowest(count));
  const kernels = { means, widths: Float64Array.of(...widths, range) };
  return {
    ...kernels,
    draw: (kernel, random) => drawFrom(distribution, axis, means[kernel]!, kernels.widths[kernel]!, random),
    addLogDensities: axis.step === 0 ? continuous(axis, kernels) : discrete(axis, kernels),
  };
}

/** Of an axis with one value, which every kernel is sure of: it tells no trial from another. */
function onlyValue(value: number, axis: Axis, count: number): NumericKernels {
  return {
    means: new Float64Array(count).fill(onAxis(axis, value)),
    widths: new Float64Array(count),
    draw: () => value,
    addLogDensities: () => {},
  };
}

/** Optuna 5.0's: a hundredth of the axis, more with fewer than 99 kernels. */
export function smallestShare(kernels: number): number {
  return 1 / Math.min(100, 1 + kernels);
}

/**
 * As wide as the larger gap to a neighbour, the bounds among them; of two or more observations the outermost have their
 * inner gap only, or they would reach as far as the bound is away.
 */
function kernelWidths(means: Float64Array, axis: Axis, narrowest: number): Float64Array {
  const range = axis.high - axis.low;
  const order = Array.from(means.keys()).sort((a, b) => means[a]! - means[b]!);
  const at = (place: number) => means[order[place]!];
  const widths = new Float64Array(means.length);
  order.forEach((kernel, place) => {
    const onlyOne = means.length === 1;
    const below = at(place - 1) ?? (onlyOne ? axis.low : means[kernel]!);
    const above = at(place + 1) ?? (onlyOne ? axis.high : means[kernel]!);
    const gap = Math.max(means[kernel]! - below, above - means[kernel]!);
    widths[kernel] = Math.min(range, Math.max(range * narrowest, gap));
  });
  return widths;
}

/** Draws until a value lies within the bounds: as every mean does, more than every third draw. */
function drawFrom(distribution: Numeric, axis: Axis, mean: number, width: number, random: Random): number {
  for (;;) {
    const place = mean + width * drawNormal(random);
    if (place < axis.low || place > axis.high) continue;
    const value = axis.log ? Math.exp(place) : place;
    const { low, high } = distribution;
    return axis.step === 0
      ? Math.min(high, Math.max(low, value))
      : nearestOnGrid(value, low, high, axis.step);
  }
}

/** Box and Muller, "A note on the generation of random normal deviates", 1958. */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

function onAxis(axis: Axis, value: number): number {
  return axis.log ? Math.log(value) : value;
}

interface Shape {
  readonly means: Float64Array;
  readonly widths: Float64Array;
}

function continuous(axis: Axis, { means, widths }: Shape): Kernels['addLogDensities'] {
  const outside = means.map((mean, at) => massWithin(axis, mean, widths[at]!) + Math.log(widths[at]!));
  return (value, sums) => {
    const place = onAxis(axis, value);
    for (let kernel = 0; kernel < means.length; kernel++)
      sums[kernel]! += logDensity((place - means[kernel]!) / widths[kernel]!) - outside[kernel]!;
  };
}

function discrete(axis: Axis, { means, widths }: Shape): Kernels['addLogDensities'] {
  const within = means.map((mean, at) => massWithin(axis, mean, widths[at]!));
  const column = (value: number) => {
    const [low, high] = [onAxis(axis, value - axis.step / 2), onAxis(axis, value + axis.step / 2)];
    return means.map((mean, at) => logMassBetween((low - mean) / widths[at]!, (high - mean) / widths[at]!));
  };
  // Candidates often share a cell, and its probabilities are what costs.
  const columns = new Map<number, Float64Array>();
  return (value, sums) => {
    const masses = columns.get(value) ?? column(value);
    columns.set(value, masses);
    for (let kernel = 0; kernel < means.length; kernel++) sums[kernel]! += masses[kernel]! - within[kernel]!;
  };
}

function massWithin(axis: Axis, mean: number, width: number): number {
  return logMassBetween((axis.low - mean) / width, (axis.high - mean) / width);
}
